"""A stand-in for Shopify admin: the page that frames the app, App Bridge, and Polaris.

Platform facts 1.1 and 1.6 to 1.8.
"""
