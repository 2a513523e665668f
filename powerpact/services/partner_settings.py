"""What a partner settles in its dashboard: what it offers, its stock buffer, deletions, alerts."""

from collections.abc import Callable, Mapping
from typing import Any

from powerpact.errors import Refused
from powerpact.models import AlertPace, Deletion
from powerpact.services.audit import Actor
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.mail_addresses import mail_address
from powerpact.services.relisting import relist_partners
from powerpact.services.store_terms import change, locked_partner
from powerpact.services.transactions import transaction

MOST_BUFFER = 1_000


def save_settings(
    store_id: int, values: Mapping[str, Any], actor: Actor, *, seen: str | None = None
) -> FollowUp:
    """Change some of a partner's settings, named as in SETTINGS; what is due by that.

    Values may be text, as a form has them. A changed buffer makes the partner's listings due; the
    other settings are for what happens from now on. ``seen`` is the ``store_terms.mark_of`` the
    same settings that the person saw. Raises NotFound, and Refused for a value that can not be,
    or when somebody else changed them since.
    """
    settings = read_settings(values)
    with transaction() as session:
        partner = locked_partner(session, store_id)
        changed = change(session, partner, "save settings", settings, actor, seen)
        if "stock_buffer" not in changed:
            return NOTHING
        return relist_partners(session, [store_id], actor, "New stock buffer")


def read_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as the store's columns hold them. Raises Refused for one that can not be."""
    if not values:
        raise Refused("no setting is named, so there is nothing to change")
    if unknown := sorted(set(values) - set(SETTINGS)):
        raise Refused(f"not a setting: {', '.join(unknown)}")
    return {name: SETTINGS[name](value) for name, value in values.items()}


def _auto_offer(value: Any) -> bool:
    text = str(value).lower()
    if text not in {"true", "false"}:
        raise Refused("new products are offered by themselves, or they are not: true or false")
    return text == "true"


def _stock_buffer(value: Any) -> int:
    text = str(value).strip()
    pieces = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1
    if not 0 <= pieces <= MOST_BUFFER:
        raise Refused(f"the stock buffer is a whole number from 0 to {MOST_BUFFER:,}")
    return pieces


def _on_deletion(value: Any) -> Deletion:
    try:
        return Deletion(value)
    except ValueError:
        kinds = ", ".join(Deletion)
        raise Refused(f"what happens to deleted products is one of {kinds}") from None


def _alert_email(value: Any) -> str:
    """The address, normalised; none: alerts go to nobody."""
    text = str(value).strip()
    return mail_address(text) if text else ""


def _alert_pace(value: Any) -> AlertPace:
    try:
        return AlertPace(value)
    except ValueError:
        raise Refused(f"alerts come in one of these ways: {', '.join(AlertPace)}") from None


# How each setting is read; by the names of the store's columns.
SETTINGS: Mapping[str, Callable[[Any], Any]] = {
    "auto_offer": _auto_offer,
    "stock_buffer": _stock_buffer,
    "on_deletion": _on_deletion,
    "alert_email": _alert_email,
    "alert_pace": _alert_pace,
}
