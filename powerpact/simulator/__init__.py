"""A Shopify of many stores, served on loopback, for development, tests and the demo.

It imports nothing of the rest of PowerPact, so that two independent implementations test each
other.
"""
