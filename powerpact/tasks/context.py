"""Tasks run inside the application's context, as requests do."""

from typing import Any, ClassVar

from celery import Task
from flask import Flask


class ContextTask(Task):  # type: ignore[type-arg]  # Celery's Task takes no parameters at run time
    """The class of all our tasks; ``configure_celery`` tells it the application."""

    abstract = True
    flask_app: ClassVar[Flask]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with self.flask_app.app_context():
            return super().__call__(*args, **kwargs)
