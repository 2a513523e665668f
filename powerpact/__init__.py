"""PowerPact: the back office of a marketplace made of Shopify stores."""
