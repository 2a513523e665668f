"""The allowance of points that Shopify gives us per store, shared by all workers (facts 6)."""
