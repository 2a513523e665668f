"""Which queue a task goes to, and what runs by the clock. Data, and nothing else."""

from powerpact.config import Settings
from powerpact.tasks.publishing import (
    CHECK_CONNECTIONS,
    COUNT_FIGURES,
    FETCH_PICTURES,
    LIST_PRODUCTS,
    PUSH_PARTS,
    WORK_BULK_ACTIONS,
    WORK_LOOKUPS,
    WORK_STORE_WEBHOOKS,
    WORK_WEBHOOKS,
)

ROUTES = {
    "powerpact.webhooks.*": {"queue": "webhooks"},
    "powerpact.orders.*": {"queue": "orders"},
    "powerpact.catalogue.*": {"queue": "catalogue"},
    "powerpact.maintenance.*": {"queue": "maintenance"},
}


def beat_schedule(settings: Settings) -> dict[str, dict[str, object]]:
    """Celery beat's schedule; intervals are in seconds.

    What looks for due work by itself is simply asked to look again: a lost message costs seconds.
    A message that is late is of no use once the next one is queued, so each expires.
    """
    sweep = settings.sweep_seconds
    return {
        "work-webhooks": _every(sweep, WORK_WEBHOOKS),
        "work-store-webhooks": _every(sweep, WORK_STORE_WEBHOOKS),
        "push-parts": _every(sweep, PUSH_PARTS),
        "sweep-order-syncs": _every(sweep, "powerpact.maintenance.sweep_order_syncs"),
        "list-products": _every(sweep, LIST_PRODUCTS),
        "fetch-pictures": _every(60.0, FETCH_PICTURES),
        "work-lookups": _every(sweep, WORK_LOOKUPS),
        "work-bulk-actions": _every(sweep, WORK_BULK_ACTIONS),
        # Who looks at the home page sees figures at most this old.
        "count-figures": _every(max(sweep, 5.0), COUNT_FIGURES),
        "count-today": _every(20.0, "powerpact.maintenance.count_today"),
        "count-days": _every(6 * 3600.0, "powerpact.maintenance.count_days"),
        "send-alerts": _every(20.0, "powerpact.maintenance.send_alerts"),
        "check-connections": _every(sweep, CHECK_CONNECTIONS),
        "sweep-privacy-requests": _every(60.0, "powerpact.maintenance.sweep_privacy_requests"),
        "take-turns": _every(60.0, "powerpact.maintenance.take_turns"),
        "sweep-runs": _every(sweep, "powerpact.maintenance.sweep_runs"),
        "read-changes": _every(900.0, "powerpact.maintenance.read_changes"),
        "forget-expired": _every(86_400.0, "powerpact.maintenance.forget_expired_data"),
        "refresh-tokens": _every(600.0, "powerpact.maintenance.refresh_tokens"),
    }


def _every(seconds: float, task: str) -> dict[str, object]:
    return {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 5.0)}}
