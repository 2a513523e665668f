"""The fields of a listing that staff took over from the partner."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.errors import NotFound, Refused
from powerpact.models import BubblyStore, ProductMap, VariantMap
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.listing_queue import is_listed, queue_listings
from powerpact.services.override_values import checked_fields, checked_prices
from powerpact.services.transactions import transaction

Overrides = Mapping[str, Any]


class EditedMeanwhile(Refused):
    """Somebody else edited the listing since it was shown."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What staff change of a listing: ``fields`` by name and ``prices`` by partner variant id (as
    text, in Bubbly's currency) become theirs, and what is named ``back`` the partner's again.

    ``back`` holds names of fields, partner variant ids, and ``price`` for every price.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    prices: Mapping[str, str] = field(default_factory=dict)
    back: Collection[str] = ()


def set_overrides(map_id: int, overrides: Overrides, actor: Actor) -> tuple[int, ...]:
    """Let staff own these fields of a listing from now on, and no others; ids queued for it.

    ``overrides`` is as ``powerpact.domain.listing.with_overrides`` takes it, prices as text in
    Bubbly's currency. Raises NotFound, and Refused for what staff cannot own.
    """
    own = {name: value for name, value in overrides.items() if name != "price"}
    with transaction() as session:
        row = _locked(session, map_id)
        prices = _prices(session, row, overrides.get("price", {}))
        return _keep(session, row, _together(checked_fields(own), prices), actor)


def edit_listing(map_id: int, edit: Edit, seen: str, actor: Actor) -> FollowUp:
    """Change which fields are staff's and what they say; the others stay whose they are.

    ``seen``: ``version_of_overrides`` as the person saw the listing. Raises NotFound, Refused for
    what staff cannot own, and EditedMeanwhile. A change by the partner is in nobody's way: what
    is staff's is not the partner's, and what is the partner's may change at any time.
    """
    with transaction() as session:
        row = _locked(session, map_id)
        if version_of_overrides(row.overrides) != seen:
            raise EditedMeanwhile("somebody else edited this listing meanwhile")
        fields = {name: v for name, v in row.overrides.items() if name != "price"}
        fields |= checked_fields(edit.fields)
        prices = {**row.overrides.get("price", {}), **_prices(session, row, edit.prices)}
        kept = _together(_without(fields, edit.back), _without(prices, edit.back))
        if "price" in edit.back:
            kept.pop("price", None)
        queued = _keep(session, row, kept, actor)
        return FollowUp(listings=queued) if queued else NOTHING


def version_of_overrides(overrides: Overrides) -> str:
    """What changes whenever staff's own fields do, and for no other reason."""
    text = json.dumps(overrides, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _locked(session: Session, map_id: int) -> ProductMap:
    row = session.get(ProductMap, map_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"there is no product {map_id}")
    return row


def _prices(session: Session, row: ProductMap, prices: Mapping[str, object]) -> dict[str, str]:
    """The prices as they are kept. Raises Refused for those of other products' variants."""
    if not prices:
        return {}
    bubbly = session.scalars(select(BubblyStore)).one_or_none()
    if bubbly is None:
        raise Refused("Bubbly's store is not connected, so nobody knows the currency of its prices")
    known = session.scalars(
        select(VariantMap.partner_variant_id).where(VariantMap.product_map_id == row.id)
    )
    strangers = set(prices) - set(known)
    if strangers:
        raise Refused(f"not a variant of this product: {', '.join(sorted(strangers))}")
    return checked_prices(prices, bubbly.currency)


def _together(fields: Mapping[str, Any], prices: Mapping[str, str]) -> dict[str, Any]:
    return {**fields, "price": dict(prices)} if prices else dict(fields)


def _without(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _keep(session: Session, row: ProductMap, kept: dict[str, Any], actor: Actor) -> tuple[int, ...]:
    """Write what changed, with who changed it; the ids queued for it."""
    before, after = _changes(row.overrides, kept)
    if not before:
        return ()
    row.overrides = kept
    audit(session, actor, "override", ("product_map", row.id), before, after)
    session.flush()
    return queue_listings(session, ProductMap.id == row.id, is_listed())


def _changes(old: Overrides, new: Overrides) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, before and after; None stands for the partner's own."""
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    before = {name: old.get(name) for name in names}
    after = {name: new.get(name) for name in names}
    if "price" in names:
        was, becomes = old.get("price", {}), new.get("price", {})
        gids = [gid for gid in {**was, **becomes} if was.get(gid) != becomes.get(gid)]
        before["price"] = {gid: was.get(gid) for gid in gids}
        after["price"] = {gid: becomes.get(gid) for gid in gids}
    return before, after
