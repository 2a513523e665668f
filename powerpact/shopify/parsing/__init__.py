"""Shopify's answers and payloads become typed values here, and nowhere else (house rule 6)."""
