"""Celery's edge: an id in, a service called, an error mapped."""

from powerpact.tasks.setup import configure_celery

__all__ = ["configure_celery"]
