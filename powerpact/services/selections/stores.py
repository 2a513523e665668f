"""Choosing stores."""

from sqlalchemy import ColumnElement, Select, func, select

from powerpact.models import Store, StoreKind, StoreState
from powerpact.services.selections.conditions import one_of
from powerpact.services.selections.table import SelectableTable


def _search(term: str) -> tuple[Select[tuple[int]], ...]:
    # Stores are few: there are as many as there are partners.
    matches: ColumnElement[bool] = func.lower(Store.name).contains(term.lower(), autoescape=True)
    domains = Store.shop_domain.startswith(term.lower(), autoescape=True)
    return select(Store.id).where(matches), select(Store.id).where(domains)


STORES = SelectableTable(
    "store",
    Store,
    {"state": one_of(Store.state, StoreState), "kind": one_of(Store.kind, StoreKind)},
    _search,
)
