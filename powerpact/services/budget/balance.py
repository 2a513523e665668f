"""How a store's budget stands, for people to look at; nothing is reserved or written by looking."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Balance:
    """Points that are left of the ``maximum``, and how many come back in a second.

    ``answered_at``: when Shopify last told us of the store's allowance, as far as Redis remembers.
    """

    left: int
    maximum: int
    rate: int
    answered_at: datetime | None = None


def balance_of(state: bytes, now: float) -> Balance:
    """What ``budget.lua`` keeps of a store, brought up to ``now`` (seconds, by Redis' clock)."""
    kept: Mapping[str, Any] = json.loads(state)
    reserved = sum(each["points"] for each in _values(kept["open"]))
    restored = kept["level"] + max(now - float(kept["at"]), 0.0) * kept["rate"]
    left = max(min(restored, kept["maximum"] - reserved), 0.0)
    answered = kept.get("answered")
    return Balance(
        int(left),
        int(kept["maximum"]),
        int(kept["rate"]),
        datetime.fromtimestamp(answered, UTC) if answered else None,
    )


def _values(table: Any) -> list[Mapping[str, Any]]:
    """An empty table of Lua's is written as an empty object or list, whichever it likes."""
    return list(table.values()) if isinstance(table, dict) else list(table)
