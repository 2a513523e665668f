"""The page at the root, for whoever finds this address."""

from flask import Blueprint, render_template

landing = Blueprint("landing", __name__)


@landing.get("/")
def hello() -> str:
    """A small page that says hello and what PowerPact is."""
    return render_template("landing.html")
