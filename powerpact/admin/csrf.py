"""Forms that no other site can send in somebody's name."""

from flask import request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from powerpact.config import is_dashboard


def csrf_field() -> Markup:
    """The hidden field of a form that changes something.

    Empty in the dashboard: there no browser sends anything by itself that proves who asks, and the
    token that does is put in by our own script (facts 1.6).
    """
    if is_dashboard(request.path):
        return Markup()
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
