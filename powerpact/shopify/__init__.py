"""Everything that knows Shopify's wire: requests, answers, failures, tokens. No database."""
