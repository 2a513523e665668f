"""A deed done to all rows that match: as a run that a person watches, stops and resumes."""
