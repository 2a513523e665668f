"""Structured logs: JSON where machines read them, plain lines where people do."""

import logging

import structlog


def configure_logs(level: str, *, as_json: bool) -> None:
    """Send structlog through one renderer. ``level`` is a name of the logging module."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    # urllib3 quotes addresses: they name shops, and those of bulk results are signed and secret.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
