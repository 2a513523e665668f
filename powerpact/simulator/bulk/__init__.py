"""Bulk operations: long queries and mutations with results in files (platform facts 3.2, 3.3)."""
