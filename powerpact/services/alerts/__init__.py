"""Telling partners by e-mail what needs them; a worker sends, so nobody waits for a mail server."""
