"""Where servers find the application: gunicorn takes ``app``, Celery takes ``celery``."""

from powerpact.app import create_app
from powerpact.extensions import celery

app = create_app()

__all__ = ["app", "celery"]
