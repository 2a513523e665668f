"""The public HTTP edge: webhooks, health, landing page."""

from flask import Flask


def init_web(app: Flask) -> None:
    """Register the public blueprints."""
    from powerpact.web.health import health
    from powerpact.web.landing import landing
    from powerpact.web.webhooks import webhooks

    for blueprint in (landing, health, webhooks):
        app.register_blueprint(blueprint)
