"""How values look on the console's pages. Times are UTC, money carries its currency."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType
from typing import Any

from markupsafe import Markup, escape

from powerpact.admin.words import in_words
from powerpact.domain.money import Money
from powerpact.models import utc_now

Formatter = Callable[[Any, Any, Any, str], Any]
EMPTY = Markup('<span class="quiet">&ndash;</span>')
# How much attention a state asks for; states not named here ask for none.
TONES = {
    "bad": (
        "failed",
        "parked",
        "reconnect_needed",
        "unavailable",
        "rejected",
        "unrouted",
        "uninstalled",
        "left",
    ),
    "wait": (
        "retrying",
        "held",
        "pending",
        "received",
        "queued",
        "waiting",
        "proposed",
        "paused",
        "suspended",
        "joining",
        "resting",
        "at_risk",
    ),
    "busy": ("sending", "processing", "running", "syncing"),
    "good": (
        "created",
        "fulfilled",
        "done",
        "finished",
        "synced",
        "active",
        "approved",
        "found",
        "fine",
    ),
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states}


def moment(value: datetime | None) -> Markup:
    """A time in UTC, to the second, that machines can read too."""
    if value is None:
        return EMPTY
    stamp = value.astimezone(UTC)
    return Markup('<time datetime="{}">{}Z</time>').format(
        stamp.isoformat(timespec="seconds").replace("+00:00", "Z"),
        stamp.strftime("%Y-%m-%d %H:%M:%S"),
    )


def age(value: datetime | None, now: datetime | None = None) -> Markup:
    """How long ago, or how long until, in the largest unit that fits; the time itself as title."""
    if value is None:
        return EMPTY
    seconds = ((now or utc_now()) - value).total_seconds()
    text = f"{_span(abs(seconds))} ago" if seconds >= 0 else f"in {_span(-seconds)}"
    return Markup('<time datetime="{0}" title="{0}">{1}</time>').format(
        value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"), text
    )


def _span(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def badge(value: StrEnum | str) -> Markup:
    """A state in words, toned by how much it needs a person."""
    return Markup('<span class="badge {}">{}</span>').format(
        TONE_OF.get(str(value), "plain"), in_words(str(value))
    )


def amount(value: Decimal, currency: str) -> Markup:
    """Money with its currency, such as ``12.50 EUR``."""
    return Markup('<span class="money">{}</span>').format(Money(value, currency))


def percentage(share: Decimal) -> str:
    """A share of one as per cent: ``Decimal("0.15")`` is ``15 %``."""
    return f"{(share * 100).normalize():f} %"


def code(value: object) -> Markup:
    """An id or code, in type that tells 1 from l."""
    return Markup("<code>{}</code>").format(value) if value not in (None, "") else EMPTY


def document(value: object) -> Markup:
    """JSON, indented."""
    if not value:
        return EMPTY
    text = json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True, default=str)
    return Markup('<pre class="document" tabindex="0">{}</pre>').format(text)


def column(show: Callable[[Any], Any]) -> Formatter:
    """A Flask-Admin formatter from a function of the row alone."""
    return lambda _view, _context, row, _name: show(row)


def money_column(name: str, currency: str = "currency") -> Formatter:
    """An amount in the row's own currency."""
    return column(lambda row: amount(getattr(row, name), getattr(row, currency)))


BY_TYPE: dict[type, Callable[[Any, Any, str], Any]] = {
    NoneType: lambda _view, _value, _name: EMPTY,
    bool: lambda _view, value, _name: "Yes" if value else "No",
    StrEnum: lambda _view, value, _name: badge(value),
    datetime: lambda _view, value, _name: moment(value),
    list: lambda _view, value, _name: ", ".join(map(str, value)) or EMPTY,
    dict: lambda _view, value, _name: document(value),
    str: lambda _view, value, _name: escape(value) if value else EMPTY,
}

TEMPLATE_FILTERS: dict[str, Callable[..., Any]] = {
    show.__name__: show
    for show in (moment, age, badge, amount, percentage, code, document, in_words)
}
