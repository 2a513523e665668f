"""The dashboard of partners."""
