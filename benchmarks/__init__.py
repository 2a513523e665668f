"""Programs that print how fast PowerPact is; see README.md in this folder."""
