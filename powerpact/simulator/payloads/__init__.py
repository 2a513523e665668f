"""Webhook bodies, with the field names and types of Shopify's own examples (platform facts 2.4)."""
