"""How fast the framed dashboard feels, in a browser (P7)."""
