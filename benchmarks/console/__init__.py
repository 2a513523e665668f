"""The console at size: its pages over a million order syncs and over ten thousand."""
