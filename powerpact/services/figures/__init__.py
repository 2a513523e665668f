"""How the marketplace runs, in figures: kept by a worker, read by the home page in one row."""
