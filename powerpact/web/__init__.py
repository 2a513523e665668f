"""The public HTTP edge: webhooks, health, landing page."""

from flask import Flask

from powerpact.extensions import csrf


def init_web(app: Flask) -> None:
    """Register the public blueprints."""
    from powerpact.web.health import health
    from powerpact.web.landing import landing
    from powerpact.web.webhooks import webhooks

    # Shopify signs its requests; a webhook has no session that could be abused.
    csrf.exempt(webhooks)
    for blueprint in (landing, health, webhooks):
        app.register_blueprint(blueprint)
