"""Parts that failed or are held, and listings that failed, by cause and partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Row, Select, func, select

from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import OrderSync, PartnerStore, ProductMap
from powerpact.services.problems.groups import MOST_GROUPS, MOST_READ, Groups, groups_of
from powerpact.services.transactions import reading

IN_TROUBLE = (OrderState.FAILED, OrderState.HELD)


@dataclass(frozen=True, slots=True)
class PartGroup:
    """One partner's parts in one state for one cause, whose code is empty when none is known."""

    partner_id: int
    partner_name: str
    state: OrderState
    cause_code: str
    count: int


@dataclass(frozen=True, slots=True)
class ListingGroup:
    """One partner's listings that failed for one reason; ``error`` is what the newest says."""

    partner_id: int
    partner_name: str
    error_code: str
    error: str
    count: int


def part_groups() -> Groups[PartGroup]:
    """The largest groups first."""
    part = OrderSync
    newest = (
        select(part.id, part.partner_id, part.state, part.cause_code)
        .where(part.state.in_(IN_TROUBLE))
        .order_by(part.id.desc())
        .limit(MOST_READ)
        .cte("newest")
    )
    rows = _groups(newest, "state", "cause_code")
    return groups_of(
        rows,
        lambda row: PartGroup(row.partner_id, row.name, row.state, row.cause_code, row.rows),
    )


def listing_groups() -> Groups[ListingGroup]:
    """The largest groups first."""
    product = ProductMap
    newest = (
        select(product.id, product.partner_id, product.error_code)
        .where(product.sync == SyncState.FAILED)
        .order_by(product.id.desc())
        .limit(MOST_READ)
        .cte("newest")
    )
    rows = _groups(newest, "error_code")
    last = select(product.id, product.error).where(product.id.in_([row.last for row in rows]))
    with reading() as session:
        errors = {row.id: row.error for row in session.execute(last)} if rows else {}
    return groups_of(
        rows,
        lambda row: ListingGroup(
            row.partner_id, row.name, row.error_code, errors.get(row.last, ""), row.rows
        ),
    )


def _groups(newest: CTE, *by: str) -> Sequence[Row[Any]]:
    keys = [newest.c.partner_id, *(newest.c[name] for name in by)]
    groups = (
        select(
            *keys,
            func.count().label("rows"),
            func.max(newest.c.id).label("last"),
            func.count().over().label("of"),
            func.sum(func.count()).over().label("read"),
        )
        .group_by(*keys)
        .order_by(func.count().desc(), func.max(newest.c.id).desc())
        .limit(MOST_GROUPS)
        .cte("groups")
    )
    chosen: Select[Any] = select(groups, PartnerStore.name).join(
        PartnerStore, PartnerStore.id == groups.c.partner_id
    )
    with reading() as session:
        return session.execute(chosen.order_by(groups.c.rows.desc(), groups.c.last.desc())).all()
