"""Every page of the console that shows rows, with its filters, searches and depths.

Lists, filters and exports are read off the views themselves, so that a new one is asked for too.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask

from benchmarks.console.browser import EMAIL
from benchmarks.console.filter_values import values_of
from benchmarks.console.marketplace import Marketplace, domain
from benchmarks.console.order_rows import UNMAPPED, UNROUTED_EVERY
from benchmarks.report import say
from powerpact.admin.base import ConsoleModelView

# Pages that are not read but lead elsewhere.
NOT_READ = ("/console/login", "/console/logout")
NO_PAGES = (".details_view", ".static")
DEEP = 10_000_000
NOTHING = {"nothing": "zzz"}


def pages(app: Flask, market: Marketplace) -> dict[str, str]:
    """Addresses by what they show; the same names for every size of marketplace."""
    found: dict[str, str] = {}
    with app.test_request_context("/console/"):
        for view in app.extensions["admin"][0]._views:
            if isinstance(view, ConsoleModelView):
                found.update(_of_list(app, view, market))
    found.update(_of_one_row(app, market))
    return found | {path: path for path in _others(app) if path not in set(found.values())}


def _of_list(app: Flask, view: Any, market: Marketplace) -> Iterator[tuple[str, str]]:
    name = view.endpoint
    filters = list(_filters(view, market))
    yield name, f"{view.url}/"
    yield f"{name}, page 2", f"{view.url}/?page=1"
    yield f"{name}, deepest page", f"{view.url}/?page={DEEP}"
    for label, field, values in filters:
        for kind, value in values.items():
            yield f"{name}, {label} {kind}", f"{view.url}/?{urlencode({field: value})}"
    yield from _pairs(view, filters)
    terms = _terms(market).get(name, {})
    if view.search_hint and not terms:
        say(f"{name}: nobody named what to search for")
    for kind, term in (terms | NOTHING).items() if view.search_hint else ():
        yield f"{name}, search {kind}", f"{view.url}/?search={quote(term)}"
    if f"{name}.csv_file" in app.view_functions:
        yield f"{name}, file", f"{view.url}/csv/"


def _filters(view: Any, market: Marketplace) -> Iterator[tuple[str, str, dict[str, str]]]:
    for place, filter_ in enumerate(view._filters or ()):
        field = f"flt_{view.get_filter_arg(place, filter_)}"
        yield filter_.key, field, values_of(view, filter_, market)


def _pairs(view: Any, filters: list[tuple[str, str, dict[str, str]]]) -> Iterator[tuple[str, str]]:
    """Every two filters together: one that finds much with one that finds little, and both much."""
    for one, other in combinations(filters, 2):
        for kinds in (("common", "common"), ("common", "rare"), ("rare", "common")):
            chosen = {
                field: values[kind]
                for (_, field, values), kind in zip((one, other), kinds, strict=True)
                if kind in values
            }
            if len(chosen) == 2:
                name = f"{view.endpoint}, {one[0]} {kinds[0]} + {other[0]} {kinds[1]}"
                yield name, f"{view.url}/?{urlencode(chosen)}"


def _terms(market: Marketplace) -> dict[str, dict[str, str]]:
    """What staff type into each list's search, by kind."""
    order, part, product = market.orders // 2, market.parts // 2 + 1, market.products // 2
    event, shop = market.events // 2, domain(market.partners // 2)
    by_order = {"name": f"#{1000 + order}", "bare name": f"{1000 + order}"}
    by_key = {"order id": f"gid://shopify/Order/{order}"}
    return {
        "order_syncs": by_order
        | by_key
        | {"partner's order id": f"gid://shopify/Order/7{part:09d}"},
        "bubbly_orders": by_order | by_key,
        "product_maps": {
            "word of a third": "handmade",
            "word of a few": "mug",
            "words": "handmade plum brass jug",
            "number": f"{product}",
            "SKU": f"SKU-1-{product // 100 + 1}",
            "barcode": f"{5_000_000_000_000 + product}",
            "product id": f"gid://shopify/Product/{product}",
            "variant id": f"gid://shopify/ProductVariant/{product}",
        },
        "stores": {"word": "sons", "domain": shop},
        "webhook_events": {"delivery": f"delivery-{event}", "event": f"event-{event}"},
        "people": {"e-mail": EMAIL},
        "audit_events": {"row": f"order_sync {part}", "busy row": "store 3"},
        "unrouted_lines": {
            "name": f"#{1000 + UNROUTED_EVERY}",
            "SKU": f"SKU-{UNMAPPED}",
        },
    }


def _of_one_row(app: Flask, market: Marketplace) -> Iterator[tuple[str, str]]:
    """One row of each list that shows single rows; the run with the most failures too."""
    middle = {
        "order_syncs": market.parts // 2 // 5 * 5 + 4,
        "bubbly_orders": market.orders // 7 * 7 - 1,
        "product_maps": market.products // 2,
        "stores": 2,
        "webhook_events": market.events // 2,
        "sync_runs": market.runs // 2,
        "audit_events": market.audits // 2,
    }
    for name, key in middle.items():
        if f"{name}.details_view" in app.view_functions:
            yield f"one of {name}", f"/console/{name}/details/?id={key}"
    yield "where a line goes", "/console/unrouted_lines/route/?id=1"
    waiting = urlencode({"variant": f"gid://shopify/ProductVariant/{UNMAPPED}"})
    yield "a variant that orders wait for", f"/console/problems/variant/?{waiting}"
    yield "one of sync_runs, with failures", f"/console/sync_runs/details/?id={market.runs}"


def _others(app: Flask) -> Iterator[str]:
    """Pages of the console beside the lists, such as the first one."""
    for rule in app.url_map.iter_rules():
        is_page = rule.rule.startswith("/console") and "GET" in (rule.methods or ())
        is_ours = not rule.rule.startswith(NOT_READ) and not rule.endpoint.endswith(NO_PAGES)
        if is_page and is_ours and not rule.arguments:
            yield rule.rule
