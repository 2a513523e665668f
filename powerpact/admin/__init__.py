"""Flask-Admin: the staff console, and later the partners' dashboard."""

from flask import Flask


def init_admin(app: Flask) -> None:
    """Register the console."""
    del app
