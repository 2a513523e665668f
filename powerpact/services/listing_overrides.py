"""The fields of a listing that staff took over from the partner."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from powerpact.domain.listing import OVERRIDABLE
from powerpact.domain.money import rounded
from powerpact.errors import NotFound, Refused
from powerpact.models import BubblyStore, ProductMap
from powerpact.services.audit import Actor, audit
from powerpact.services.listing_queue import is_listed, queue_listings
from powerpact.services.transactions import transaction


def set_overrides(map_id: int, overrides: Mapping[str, Any], actor: Actor) -> tuple[int, ...]:
    """Let staff own these fields of a listing from now on, and no others; ids queued for it.

    ``overrides`` is as ``powerpact.domain.listing.with_overrides`` takes it, prices as text in
    Bubbly's currency. Raises NotFound, and Refused for what staff cannot own.
    """
    with transaction() as session:
        row = _locked(session, map_id)
        bubbly = session.scalars(select(BubblyStore)).one()
        known = {variant.partner_variant_id for variant in row.variants}
        kept = _checked(overrides, known, bubbly.currency)
        before, row.overrides = {"overrides": row.overrides}, kept
        audit(session, actor, "override", ("product_map", map_id), before, {"overrides": kept})
        return queue_listings(session, ProductMap.id == map_id, is_listed())


def _locked(session: Session, map_id: int) -> ProductMap:
    row = session.get(
        ProductMap, map_id, options=[selectinload(ProductMap.variants)], with_for_update=True
    )
    if row is None:
        raise NotFound(f"there is no product {map_id}")
    return row


def _checked(overrides: Mapping[str, Any], known: set[str], currency: str) -> dict[str, Any]:
    unknown = set(overrides) - {*OVERRIDABLE, "price"}
    if unknown:
        raise Refused(f"not a field that staff can own: {', '.join(sorted(unknown))}")
    kept: dict[str, Any] = {
        name: _text_or_tags(name, value) for name, value in overrides.items() if name != "price"
    }
    prices = overrides.get("price")
    if prices:
        strangers = set(prices) - known
        if strangers:
            raise Refused(f"not a variant of this product: {', '.join(sorted(strangers))}")
        kept["price"] = {gid: _price(value, currency) for gid, value in prices.items()}
    return kept


def _text_or_tags(name: str, value: object) -> object:
    if name == "tags":
        if not isinstance(value, list | tuple) or not all(isinstance(tag, str) for tag in value):
            raise Refused("tags are a list of texts")
        return list(value)
    if not isinstance(value, str) or (name == "title" and not value.strip()):
        raise Refused(f"{name} must be text" + (" and not empty" if name == "title" else ""))
    return value


def _price(value: object, currency: str) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise Refused(f"{value} is not a price") from None
    if not amount.is_finite() or amount < 0:
        raise Refused(f"{value} is not a price")
    return str(rounded(amount, currency))
