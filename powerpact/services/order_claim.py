"""Taking parts in hand: a compare-and-set that only one worker wins, for many parts at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Integer,
    Row,
    Select,
    Update,
    all_,
    any_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from powerpact.domain.money import rounded
from powerpact.domain.partner_order import (
    PartnerOrderDraft,
    PartnerOrderLine,
    contact_of,
    tag_for,
)
from powerpact.domain.transitions import OrderState, sources
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    OrderSyncLine,
    PartnerStore,
    StoreKind,
    Trade,
    utc_now,
)
from powerpact.services.many_rows import table_of
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction

_PARTS, _ORDERS, _STORES = table_of(OrderSync), table_of(BubblyOrder), table_of(PartnerStore)
_OF_PART = (
    *("id", "partner_id", "split_id", "tries", "failures"),
    *("unclear_since", "currency", "shipping"),
)
_OF_ORDER = ("name", "placed_at", "shopper", "shipping_title", "shipping_code", "test")
_LINES = (
    select(
        OrderSyncLine.order_sync_id,
        OrderSyncLine.id,
        OrderSyncLine.partner_variant_id,
        OrderSyncLine.quantity,
        OrderSyncLine.owed_each,
        OrderSyncLine.requires_shipping,
        BubblyOrderLine.shopify_id.label("reference"),
    )
    .join(BubblyOrderLine, BubblyOrderLine.id == OrderSyncLine.bubbly_order_line_id)
    .where(OrderSyncLine.order_sync_id == any_(bindparam("parts", type_=ARRAY(BigInteger))))
    .order_by(OrderSyncLine.id)
)


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """A part in one worker's hand until its lease ends. ``number`` counts the tries from 1.

    ``line_ids``: the part's own lines, by the reference that the partner's lines carry.
    ``has_shopper``: whether it is still known to whom the parcel goes.
    """

    id: int
    partner_id: int
    claim: str
    number: int
    failures: int
    lease_ends: datetime
    placed_at: datetime
    unclear_since: datetime | None
    draft: PartnerOrderDraft
    line_ids: Mapping[str, int]
    has_shopper: bool = True

    @property
    def is_first_try(self) -> bool:
        """Whether nothing can have been sent for this part yet."""
        return self.number == 1 and self.unclear_since is None


def claim_parts(
    limit: int, among_ids: Collection[int] | None = None, without: Collection[int] = ()
) -> list[ClaimedPart]:
    """Parts that are due, now ``sending``: at most ``limit``, longest due first; or none but these.

    ``without``: ids of partners whose parts are left for now. Fair among partners: no store gets
    more than may be in flight to it, and one that rests or is paused gets none, so that what waits
    for it hides nobody else's (I7). Two statements, however many parts.
    """
    claim, now = uuid4().hex, utc_now()
    settings = platform().settings
    lease_ends = now + timedelta(seconds=settings.lease_seconds)
    wanted = {
        "most": limit,
        "in_flight": settings.in_flight_per_store,
        "moment": now,
        "lease_ends": lease_ends,
        "our_claim": claim,
        "without": list(without),
    }
    if among_ids is not None:
        wanted["chosen"] = list(among_ids)
    with transaction() as session:
        taken = session.execute(_take_statement(among_ids is not None), wanted).all()
        lines = _lines(session, [row.id for row in taken])
    taken = sorted(taken, key=lambda row: row.id)
    return [_claimed(row, lines[row.id], claim, lease_ends) for row in taken]


@cache
def _take_statement(is_choice: bool) -> Update:
    """Built once: building it takes longer than PostgreSQL needs for it."""
    due = _due(is_choice)
    return (
        update(_PARTS)
        .where(
            _PARTS.c.id == due.c.id,
            _ORDERS.c.id == _PARTS.c.bubbly_order_id,
            _STORES.c.id == _PARTS.c.partner_id,
        )
        .values(
            state=OrderState.SENDING,
            claim=bindparam("our_claim"),
            claimed_at=bindparam("moment"),
            next_attempt_at=bindparam("lease_ends"),
            tries=_PARTS.c.tries + 1,
        )
        .returning(
            *(_PARTS.c[name] for name in _OF_PART),
            *(_ORDERS.c[name] for name in _OF_ORDER),
            _STORES.c.passes_email,
            _STORES.c.passes_phone,
        )
    )


def _due(is_choice: bool) -> CTE:
    each = _due_of_store(is_choice).lateral()
    rests_until = _STORES.c.rests_until
    return (
        select(each.c.id)
        .select_from(_STORES)
        .join(each, text("true"))
        .where(
            _STORES.c.kind == StoreKind.PARTNER,
            _STORES.c.trade == Trade.OPEN,
            _STORES.c.id != all_(bindparam("without", type_=ARRAY(BigInteger))),
            or_(rests_until.is_(None), rests_until <= bindparam("moment")),
        )
        .order_by(each.c.next_attempt_at)
        .limit(bindparam("most", type_=Integer))
        .cte()
    )


def _due_of_store(is_choice: bool) -> Select[Any]:
    other = _PARTS.alias()
    in_flight = (
        select(func.count())
        .where(other.c.partner_id == _STORES.c.id, other.c.state == OrderState.SENDING)
        .correlate(_STORES)
        .scalar_subquery()
    )
    due = (
        select(_PARTS.c.id, _PARTS.c.next_attempt_at)
        .where(
            _PARTS.c.partner_id == _STORES.c.id,
            _PARTS.c.state.in_(sources(OrderState.SENDING)),
            _PARTS.c.next_attempt_at <= bindparam("moment"),
        )
        .order_by(_PARTS.c.next_attempt_at, _PARTS.c.id)
        .limit(func.greatest(bindparam("in_flight", type_=Integer) - in_flight, 0))
        .with_for_update(skip_locked=True)
    )
    if is_choice:
        due = due.where(_PARTS.c.id == any_(bindparam("chosen", type_=ARRAY(BigInteger))))
    return due


def _lines(session: Session, part_ids: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    lines: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    if part_ids:
        for row in session.execute(_LINES, {"parts": part_ids}):
            lines[row.order_sync_id].append(row)
    return lines


def _claimed(
    row: Row[Any], lines: Sequence[Row[Any]], claim: str, lease_ends: datetime
) -> ClaimedPart:
    return ClaimedPart(
        id=row.id,
        partner_id=row.partner_id,
        claim=claim,
        number=row.tries,
        failures=row.failures,
        lease_ends=lease_ends,
        placed_at=row.placed_at,
        unclear_since=row.unclear_since,
        draft=_draft(row, lines),
        line_ids={line.reference: line.id for line in lines},
        has_shopper=row.shopper is not None,
    )


def _draft(row: Row[Any], lines: Sequence[Row[Any]]) -> PartnerOrderDraft:
    """The partner order that this part asks for."""
    contact = contact_of(row.shopper, passes_email=row.passes_email, passes_phone=row.passes_phone)
    split_id = str(row.split_id)
    return PartnerOrderDraft(
        split_id=split_id,
        source_identifier=f"powerpact:{split_id}",
        tag=tag_for(split_id),
        bubbly_order_name=row.name,
        currency=row.currency,
        lines=tuple(
            PartnerOrderLine(
                variant_id=line.partner_variant_id,
                quantity=line.quantity,
                unit_price=rounded(line.owed_each, row.currency),
                requires_shipping=line.requires_shipping,
                reference=line.reference,
            )
            for line in lines
        ),
        shipping_address=contact.address,
        # Without a title Shopify takes no shipping line, and the partner would miss the amount.
        shipping_title=row.shipping_title or ("Shipping" if row.shipping else ""),
        shipping_code=row.shipping_code,
        shipping_price=rounded(row.shipping, row.currency),
        email=contact.email,
        phone=contact.phone,
        test=row.test,
    )
