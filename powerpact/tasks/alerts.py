"""The task that mails partners what needs them."""

import structlog
from flask import render_template

from powerpact.errors import ServiceAway
from powerpact.services.alerts.telling import (
    Telling,
    partners_to_tell,
    take_turn,
    tell_later,
    told,
)
from powerpact.services.hands import Hands
from powerpact.services.platform import platform
from powerpact.tasks.alone import Alone
from powerpact.tasks.base import task
from powerpact.tasks.context import ContextTask
from powerpact.tasks.mails import AddressRefused, post
from powerpact.tasks.stopping import stopping

log = structlog.get_logger(__name__)

# Mails that one worker sends side by side, so that a slow one holds up no other (I7).
AT_ONCE = 4
SEND_ALERTS = "powerpact.maintenance.send_alerts"

_alerts = Alone()


@task(SEND_ALERTS)
def send_alerts() -> None:
    """Send each partner the mail that is due, if there is anything to tell."""
    _alerts.run(_send_alerts)


def _send_alerts() -> None:
    within = ContextTask.flask_app.app_context
    with Hands(AT_ONCE, tell, within, stopping) as hands:
        for store_id in partners_to_tell():
            while not (hands.free or hands.ending):
                hands.finished()
            if hands.ending:
                return
            hands.give(store_id)


def tell(store_id: int) -> bool:
    """Send one partner its mail; whether there was one. Raises nothing that mail servers do."""
    telling = take_turn(store_id)
    if telling is None:
        return False
    try:
        _post(telling)
    except AddressRefused:  # nor would it be taken later; the test mail of the settings says so
        told(telling)
    except ServiceAway:
        tell_later(telling)
    else:
        told(telling)
        log.info("partner_told", store=store_id, about=len(telling.letter.paragraphs))
    return True


def _post(telling: Telling) -> None:
    parts = {
        "letter": telling.letter,
        "app": platform().settings.app_in_admin(telling.shop_domain),
    }
    text = render_template("mails/alert.txt", **parts)
    post(telling.email, telling.letter.subject, text, render_template("mails/alert.html", **parts))
