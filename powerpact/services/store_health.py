"""How a store is, in one word, in SQL, so that lists filter by it; and how many orders wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    ScalarSelect,
    Text,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, PartnerStore, Store, StoreKind, StoreState, Trade, utc_now
from powerpact.services.many_rows import among
from powerpact.services.store_webhooks import topics_of
from powerpact.shopify.scopes import NEEDED, granted_by

# A refresh token that ends this soon is about to cost us the connection.
REFRESH_ENDS_SOON = timedelta(days=14)
# Orders that wait are counted so far; nobody needs to know how many more there are.
COUNTED = 200
# What was decided about a partner that does not trade, and is its health in one word.
CLOSED = (Trade.JOINING, Trade.LEFT, Trade.SUSPENDED, Trade.PAUSED)
WAITING = (OrderState.PENDING, OrderState.RETRYING, OrderState.HELD, OrderState.FAILED)


class Health(StrEnum):
    """A store in one word, by what matters most of what is wrong with it.

    ``joining`` has not agreed to sell at Bubbly yet, ``left`` does not any more.
    ``at_risk``: it works, but lacks a scope, a webhook or a token for long, or the last look at
    it failed.
    """

    UNINSTALLED = "uninstalled"
    RECONNECT_NEEDED = "reconnect_needed"
    UNAVAILABLE = "unavailable"
    JOINING = "joining"
    LEFT = "left"
    SUSPENDED = "suspended"
    PAUSED = "paused"
    RESTING = "resting"
    AT_RISK = "at_risk"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Overview:
    """A store at a glance; ``waiting`` orders of it are not in its store yet, COUNTED at most."""

    health: Health
    waiting: int


def overview(session: Session, store_ids: Collection[int]) -> dict[int, Overview]:
    """The stores of a page at a glance, by one query."""
    rows = session.execute(
        select(Store.id, health().label("health"), _waiting().label("waiting")).where(
            among(Store.id, store_ids)
        )
    )
    return {row.id: Overview(Health(row.health), row.waiting) for row in rows}


def health() -> ColumnElement[str]:
    """The word for a store, as SQL."""
    states = (StoreState.UNINSTALLED, StoreState.RECONNECT_NEEDED, StoreState.UNAVAILABLE)
    return case(
        *((Store.state == state, literal(state.value)) for state in states),
        *((PartnerStore.trade == trade, literal(trade.value)) for trade in CLOSED),
        (Store.rests_until > utc_now(), literal(Health.RESTING.value)),
        (_is_at_risk(), literal(Health.AT_RISK.value)),
        else_=literal(Health.FINE.value),
    )


def _is_at_risk() -> ColumnElement[bool]:
    return or_(
        Store.refresh_expires_at < utc_now() + REFRESH_ENDS_SOON,
        Store.check_fault != "",
        Store.customer_data_denied,
        *(~Store.scopes.overlap(_texts(granted_by(scope))) for scope in NEEDED),
        *(
            and_(Store.kind == kind, ~Store.topics.contains(_texts(topics_of(kind))))
            for kind in StoreKind
        ),
    )


def _texts(values: Collection[str]) -> ColumnElement[list[str]]:
    return literal([str(value) for value in values], ARRAY(Text))


def _waiting() -> ScalarSelect[int]:
    some = (
        select(OrderSync.id)
        .where(OrderSync.partner_id == Store.id, OrderSync.state.in_(WAITING))
        .correlate(Store)
        .limit(COUNTED)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()
