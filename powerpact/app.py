"""The application factory: named steps, no I/O, nothing at import time."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from powerpact import extensions
from powerpact import models as models  # registers the tables
from powerpact.config import Settings, load_settings
from powerpact.logs import configure_logs
from powerpact.services.platform import bind_platform

MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """A ready application. Raises SettingsError when the environment is faulty."""
    settings = settings or load_settings()
    app = Flask("powerpact")
    configure(app, settings)
    trust_proxy(app, settings)
    init_extensions(app, settings)
    init_web(app)
    init_admin(app)
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Flask's own settings, and ours under ``SETTINGS``."""
    configure_logs(settings.log_level, as_json=settings.is_hosted)
    bind_platform(settings)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SQLALCHEMY_DATABASE_URI=settings.database_url.get_secret_value(),
        # Pre-ping: a connection that died while idle is replaced, not shown to a user.
        # Hidden parameters: an error's text must not quote a shopper or a token (I8).
        # Twelve at most: greenlets hold one for milliseconds, and two web processes, two workers
        # and beat together stay below the hundred that PostgreSQL usually allows.
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "pool_size": 4,
            "max_overflow": 8,
            "hide_parameters": True,
            # Databases stand on solid state disks, where reading here and there costs hardly more
            # than reading on: told so, PostgreSQL trusts the index of a filter.
            "connect_args": {"options": "-c random_page_cost=1.1"},
        },
        MAX_CONTENT_LENGTH=2 * MEGABYTE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_hosted,
        RATELIMIT_STORAGE_URI=settings.redis_url.get_secret_value(),
        RATELIMIT_SWALLOW_ERRORS=True,
    )


def trust_proxy(app: Flask, settings: Settings) -> None:
    """Believe one proxy about the visitor's address and protocol, and only where there is one.

    The host puts exactly one in front of us. Without this every visitor has the proxy's address,
    and one who guesses passwords locks out all; believed elsewhere, anybody could name any address.
    """
    if settings.is_hosted:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way to wrap it
            app.wsgi_app, x_for=1, x_proto=1
        )


def init_extensions(app: Flask, settings: Settings) -> None:
    """Bind the extensions to this application; ``models`` has registered the tables by now."""
    extensions.vault.unlock([key.get_secret_value() for key in settings.encryption_keys])
    extensions.db.init_app(app)
    extensions.migrate.init_app(app, extensions.db, render_as_batch=False)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app)
    extensions.limiter.init_app(app)
    init_celery(app, settings)


def init_celery(app: Flask, settings: Settings) -> None:
    """Configure the one Celery app and give its tasks this application's context."""
    from powerpact.tasks import configure_celery

    configure_celery(extensions.celery, app, settings)


def init_web(app: Flask) -> None:
    """Public HTTP: webhooks, health, the landing page."""
    from powerpact.web import init_web as register

    register(app)


def init_admin(app: Flask) -> None:
    """The staff console."""
    from powerpact.admin import init_admin as register

    register(app)
