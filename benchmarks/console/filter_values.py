"""What to choose in each filter: much, little and nothing, as this database has it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from benchmarks.console.inbox_rows import BOSS, RULE
from benchmarks.console.marketplace import BUBBLY, Marketplace, domain
from benchmarks.console.order_rows import UNMAPPED
from benchmarks.report import say
from powerpact.extensions import db

# Rows that are counted of one value; beyond, it is common and that is all that matters.
COUNTED = 100_000


def values_of(view: Any, filter_: Any, market: Marketplace) -> dict[str, str]:
    """Values of a filter by how much they find: common, rare and none, as far as there are such."""
    choices = filter_.choices()
    if choices:
        return _chosen(view, filter_, [value for value, _label in choices])
    if filter_.kind == "date":
        half_a_year_ago = market.now - timedelta(days=183)
        return {"common": f"{half_a_year_ago:%Y-%m-%d}", "rare": f"{market.now:%Y-%m-%d}"}
    typed = _typed(market).get(filter_.key)
    if typed is None:
        say(f"{view.endpoint}: nobody named a value for the filter {filter_.name}")
    return typed or {}


def _typed(market: Marketplace) -> dict[str, dict[str, str]]:
    """What staff type into filters that have no choices, by the filter's key."""
    variant, product = "gid://shopify/ProductVariant/{}", "gid://shopify/Product/{}"
    return {
        "shop": {"common": BUBBLY, "rare": domain(market.partners - 1), "none": "no.shop"},
        "actor": {"common": RULE, "rare": BOSS, "none": "nobody@powerpact.test"},
        "variant": {"common": variant.format(UNMAPPED), "rare": variant.format(UNMAPPED + 2)},
        "product": {"common": product.format(UNMAPPED), "rare": product.format(UNMAPPED + 2)},
    }


def _chosen(view: Any, filter_: Any, values: list[str]) -> dict[str, str]:
    counts = {value: _count(view, filter_, value) for value in values}
    there = [value for value in values if counts[value]]
    chosen = {} if len(there) == len(values) else {"none": min(values, key=counts.__getitem__)}
    if there:
        chosen["rare"] = min(there, key=lambda value: counts[value])
        chosen["common"] = max(there, key=lambda value: counts[value])
    if chosen.get("rare") == chosen.get("common"):
        chosen.pop("rare", None)
    return chosen


def _count(view: Any, filter_: Any, value: str) -> int:
    rows = select(view.model.id).where(*view.scope(), filter_.condition(value))
    some = rows.limit(COUNTED).subquery()
    return db.session.scalars(select(func.count()).select_from(some)).one()
