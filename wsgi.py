"""Where servers find the application: gunicorn takes ``app``, Celery takes ``celery``."""

from powerpact.app import create_app
from powerpact.extensions import celery

app = create_app()
if app.config["SETTINGS"].offers_simulator:
    # Not above: it needs the simulator's client, which production does not install.
    from powerpact.demo.simulator_page import offer_simulator_page

    offer_simulator_page(app)

__all__ = ["app", "celery"]
