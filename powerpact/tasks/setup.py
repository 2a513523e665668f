"""How Celery is set up: broker, queues, and each setting with its reason."""

from celery import Celery
from flask import Flask

from powerpact.config import Settings
from powerpact.tasks import settled_memory as settled_memory  # Celery's signals find these
from powerpact.tasks import start_checks as start_checks
from powerpact.tasks.context import ContextTask
from powerpact.tasks.schedule import ROUTES, beat_schedule

TASK_MODULES = (
    "powerpact.tasks.webhooks",
    "powerpact.tasks.orders",
    "powerpact.tasks.catalogue",
    "powerpact.tasks.lookups",
    "powerpact.tasks.bulk_actions",
    "powerpact.tasks.connections",
    "powerpact.tasks.figures",
    "powerpact.tasks.maintenance",
    "powerpact.tasks.alerts",
    "powerpact.tasks.privacy",
)


def configure_celery(celery: Celery, app: Flask, settings: Settings) -> None:
    """Bind Celery to the application; a task runs in the application's context."""

    ContextTask.flask_app = app
    celery.conf.update(
        broker_url=settings.redis_url.get_secret_value(),
        # Results are rows; nobody reads Celery's.
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        timezone="UTC",
        enable_utc=True,
        # A task that dies with its worker is given to another one; every task may run twice (I9).
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # Under gevent a worker that holds as many messages as it may looks for more only every
        # second or two: with 1, eight places listed two products a second, with 4 all it can.
        worker_prefetch_multiplier=4,
        # kombu's pool of ten starves concurrent acknowledgements, and tasks then run twice.
        # A publisher gives up at once: Shopify waits for our answer for five seconds at most.
        broker_transport_options={
            "max_connections": 400,
            "visibility_timeout": 3600,
            "socket_connect_timeout": 1.0,
            "max_retries": 0,
        },
        broker_connection_retry_on_startup=True,
        # The row is the truth: a publish that can not reach Redis must not hold up its caller.
        task_publish_retry=False,
        task_default_queue="maintenance",
        task_routes=ROUTES,
        beat_schedule=beat_schedule(settings),
        imports=TASK_MODULES,
    )
