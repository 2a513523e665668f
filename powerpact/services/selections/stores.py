"""Choosing stores."""

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from powerpact.models import PartnerStore, Store, StoreKind, StoreState, Trade, utc_now
from powerpact.services.selections.conditions import one_of
from powerpact.services.selections.table import SelectableTable
from powerpact.services.store_health import Health, health


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    # Stores are few: there are as many as there are partners.
    matches: ColumnElement[bool] = func.lower(Store.name).contains(term.lower(), autoescape=True)
    domains = Store.shop_domain.startswith(term.lower(), autoescape=True)
    return select(Store.id).where(matches), select(Store.id).where(domains)


def silent() -> ColumnElement[bool]:
    """A store that rests for the second time in a row or longer: more than one bad answer."""
    return and_(Store.rests_until > utc_now(), Store.rest_count > 1)


def gone_unasked() -> ColumnElement[bool]:
    """A store whose app was uninstalled although it had not left: somebody should ask why."""
    has_left = and_(Store.kind == StoreKind.PARTNER, PartnerStore.trade == Trade.LEFT)
    return and_(Store.state == StoreState.UNINSTALLED, not_(has_left))


def _answers(text: str) -> ColumnElement[bool]:
    if text not in {"yes", "no"}:
        raise ValueError(f"{text!r} is neither yes nor no")
    return silent() if text == "no" else or_(Store.rests_until.is_(None), not_(silent()))


STORES = SelectableTable(
    "store",
    Store,
    {
        "health": lambda word: health() == Health(word),
        "state": one_of(Store.state, StoreState),
        "kind": one_of(Store.kind, StoreKind),
        "answers": _answers,
    },
    _search,
)
