"""What went wrong, as cards: a sentence, what to do, the list behind it, and what heals it all."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for

from powerpact.admin.links import may
from powerpact.admin.words import in_words
from powerpact.domain.causes import (
    CAUSES,
    PARTNER_AWAY,
    RECONNECT_NEEDED,
    SCOPE_MISSING,
    STORE_DORMANT,
    STORE_PAUSED,
    STORE_UNAVAILABLE,
    UNROUTED_LINES,
)
from powerpact.domain.counting import counted
from powerpact.domain.transitions import OrderState
from powerpact.models import StoreKind, StoreState
from powerpact.permissions import Permission
from powerpact.services.curation import retry_listings
from powerpact.services.deeds import Deed
from powerpact.services.order_retry import retry
from powerpact.services.order_steering import release
from powerpact.services.problems.failures import ListingGroup, PartGroup
from powerpact.services.problems.lines import UnroutedGroup
from powerpact.services.problems.stores import MOST_WAITING, StoreTrouble
from powerpact.services.rerouting import reroute


@dataclass(frozen=True, slots=True)
class Healing:
    """A deed that may be done to all rows of a group at once. ``label`` is the button's verb."""

    deed: Deed
    label: str
    permission: Permission


HEALINGS = {
    healing.deed.key: healing
    for healing in (
        Healing(reroute, "Re-route", Permission.ROUTE_ORDERS),
        Healing(retry, "Retry", Permission.RETRY_ORDERS),
        Healing(release, "Release", Permission.RETRY_ORDERS),
        Healing(retry_listings, "Try again", Permission.CURATE_PRODUCTS),
    )
}


_BY_RULE = {STORE_PAUSED.code, PARTNER_AWAY.code, UNROUTED_LINES.code}
_OF_STORE = {
    cause.code
    for cause in (
        STORE_PAUSED,
        PARTNER_AWAY,
        STORE_DORMANT,
        STORE_UNAVAILABLE,
        RECONNECT_NEEDED,
        SCOPE_MISSING,
    )
}


@dataclass(frozen=True, slots=True)
class Card:
    """One group of ``count`` rows, each a ``one``. ``listed_at`` is the list that it counts.

    ``healing`` heals all of it, chosen by ``filters``; ``repaired_at`` is the page where its cause
    is put right, if there is one. ``lists``: what the list holds, where that is more than this.
    """

    kind: str
    count: int
    one: str
    sentence: str
    remedy: str
    listed_at: str
    healing: Healing | None = None
    filters: dict[str, str] = field(default_factory=dict)
    repaired_at: str = ""
    repair: str = ""
    oldest_at: datetime | None = None
    lists: str = ""

    @property
    def look(self) -> str:
        """The words of the link to the list."""
        if self.lists:
            return f"See {self.lists}"
        return "See it" if self.count == 1 else "See all of them"

    @property
    def these(self) -> str:
        """All of it, such as ``these 14 orders``."""
        return f"this {self.one}" if self.count == 1 else f"these {counted(self.count, self.one)}"

    @property
    def may_heal(self) -> bool:
        """Whether there is something to do to all of it, and the reader may do it."""
        return self.healing is not None and may(self.healing.permission)


def line_card(group: UnroutedGroup) -> Card:
    """Orders that wait for a variant to be mapped, or for a person to choose."""
    filters = _lines_of(group)
    at = url_for("problems.variant", variant=group.variant_id) if group.variant_id else ""
    return Card(
        kind="unrouted",
        count=group.orders,
        one="order",
        sentence=f"{_thing(group)} {_lacks(group)}: {_beside(group)}",
        oldest_at=group.oldest_at,
        remedy=_lines_remedy(group),
        listed_at=url_for("unrouted_lines.index_view", **_arguments(filters)),
        healing=HEALINGS[reroute.key] if group.mapped else None,
        filters=filters,
        repaired_at=at,
        repair="" if group.mapped else "Map it",
    )


def part_card(group: PartGroup) -> Card:
    """One partner's parts that failed or are held for one cause."""
    cause = CAUSES.get(group.cause_code)
    words = in_words(group.cause_code).lower() if cause else "held without a cause"
    filters = {"state": group.state.value, "partner": str(group.partner_id)}
    if group.cause_code:
        filters["cause"] = group.cause_code
    repaired_at, repair = _where_repaired(group)
    return Card(
        kind=group.state.value,
        count=group.count,
        one="part",
        sentence=f"{group.partner_name}: {words}: {counted(group.count, 'part')} "
        + ("failed" if group.state is OrderState.FAILED else "on hold"),
        remedy=cause.remedy if cause else "Release them when they may go to the partner.",
        listed_at=url_for("order_syncs.index_view", **_arguments(filters)),
        healing=_part_healing(group),
        filters=filters,
        repaired_at=repaired_at,
        repair=repair,
    )


def listing_card(group: ListingGroup) -> Card:
    """One partner's listings that failed for one reason."""
    filters = {"sync": "failed", "partner": str(group.partner_id)}
    if group.error_code:
        filters["error"] = group.error_code
    why = f": {group.error.rstrip('.')}" if group.error else ""
    return Card(
        kind="failed",
        count=group.count,
        one="listing",
        sentence=f"{group.partner_name}: {counted(group.count, 'listing')} could not be brought to "
        f"Bubbly{why}",
        remedy="Put right what the sentence names, in the partner's product or here, then try "
        "again.",
        listed_at=url_for("product_maps.index_view", **_arguments(filters, sync="listing")),
        healing=HEALINGS[retry_listings.key],
        filters=filters,
    )


def store_card(trouble: StoreTrouble) -> Card:
    """A store that does not answer or does not let us in."""
    is_away = trouble.state is StoreState.ACTIVE
    what = "can not be reached" if is_away else in_words(trouble.state).lower()
    why = f" ({trouble.why})" if trouble.why else ""
    many = f"more than {MOST_WAITING:,} parts" if trouble.waiting > MOST_WAITING else ""
    waiting = many or counted(trouble.waiting, "part")
    is_partner = trouble.kind is StoreKind.PARTNER
    waits = f": {waiting} {'waits' if trouble.waiting == 1 else 'wait'}" if is_partner else ""
    parts = _arguments({"partner": str(trouble.store_id)})
    store_at = url_for("stores.details_view", id=trouble.store_id)
    return Card(
        kind="unavailable" if is_away else trouble.state.value,
        count=trouble.waiting,
        one="part",
        sentence=f"{trouble.name} {what}{why}{waits}",
        remedy="They go out by themselves as soon as the store answers. If it goes on, ask its "
        "owner."
        if is_away
        else "The store's owner has to open PowerPact in their Shopify admin once.",
        listed_at=url_for("order_syncs.index_view", **parts) if is_partner else store_at,
        repaired_at=store_at,
        repair="See the store",
        lists="its orders" if is_partner else "it",
    )


def _thing(group: UnroutedGroup) -> str:
    sku = f" ({group.sku})" if group.sku else ""
    return f"{group.title}{sku}"


def _lacks(group: UnroutedGroup) -> str:
    if group.mapped:
        return "is mapped by now, and these orders do not know it yet"
    if not group.variant_id:
        return "has no variant any more"
    return f"of {group.listed_by}'s listing has no map" if group.listed_by else "has no map"


def _beside(group: UnroutedGroup) -> str:
    told = [counted(group.orders, "order"), counted(group.pieces, "piece")]
    if group.partners:
        told.append(f"{counted(group.partners, 'partner')} with other parts of them")
    return ", ".join(told)


def _lines_remedy(group: UnroutedGroup) -> str:
    if group.mapped:
        return "Route them again; each goes to the partner that the map names."
    if group.variant_id:
        return "Say which partner's variant it is; then route the orders again."
    return "Nothing can be mapped any more. Choose for each line where it goes, or refund it."


def _lines_of(group: UnroutedGroup) -> dict[str, str]:
    if group.variant_id:
        return {"variant": group.variant_id}
    return {"product": group.product_id} if group.product_id else {"reason": group.reason_code}


def _part_healing(group: PartGroup) -> Healing | None:
    """What is held by a rule goes out by itself when the rule is satisfied."""
    if group.state is OrderState.FAILED:
        return HEALINGS[retry.key]
    return None if group.cause_code in _BY_RULE else HEALINGS[release.key]


def _where_repaired(group: PartGroup) -> tuple[str, str]:
    if group.cause_code == UNROUTED_LINES.code:
        return url_for("unrouted_lines.index_view"), "Route the lines"
    if group.cause_code in _OF_STORE:
        return url_for("stores.details_view", id=group.partner_id), "See the store"
    return "", ""


def _arguments(filters: dict[str, str], **names: str) -> dict[str, Any]:
    """The address of a list with these filters; ``names`` are those that it calls otherwise."""
    return {f"flt_{names.get(key, key)}_is": value for key, value in filters.items()}
