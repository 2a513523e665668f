"""The public HTTP edge: webhooks, installing, health, landing page."""

from flask import Flask

from powerpact.extensions import csrf


def init_web(app: Flask) -> None:
    """Register the public blueprints, and how errors and headers look on every page."""
    from powerpact.web.errors import init_errors
    from powerpact.web.headers import init_headers
    from powerpact.web.health import health
    from powerpact.web.install import install
    from powerpact.web.landing import landing
    from powerpact.web.webhooks import open_door, webhooks

    # Shopify signs its requests; a webhook has no session that could be abused.
    csrf.exempt(webhooks)
    for blueprint in (landing, health, install, webhooks):
        app.register_blueprint(blueprint)
    init_errors(app)
    init_headers(app)
    open_door(app)
