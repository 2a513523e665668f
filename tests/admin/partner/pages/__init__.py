"""The dashboard in a real browser, framed by the simulator's Shopify admin."""
