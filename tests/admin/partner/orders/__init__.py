"""A partner's own orders in its dashboard."""
