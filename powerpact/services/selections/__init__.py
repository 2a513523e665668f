"""Choosing rows of a table by filters and a search: the same for a list and for a bulk action."""
