"""Taking parts in hand: a compare-and-set that only one worker wins, for many parts at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import CTE, Row, func, or_, select, text, update
from sqlalchemy.orm import Session, aliased

from powerpact.domain.money import rounded
from powerpact.domain.partner_order import PartnerOrderDraft, PartnerOrderLine, tag_for
from powerpact.domain.placed_order import Address
from powerpact.domain.transitions import OrderState, sources
from powerpact.models import (
    BubblyOrder,
    BubblyOrderLine,
    OrderSync,
    OrderSyncLine,
    PartnerStore,
    utc_now,
)
from powerpact.services.many_rows import among, table_of
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction

_STORES = table_of(PartnerStore).c


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """A part in one worker's hand until its lease ends. ``number`` counts the tries from 1.

    ``line_ids``: the part's own lines, by the reference that the partner's lines carry.
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

    @property
    def is_first_try(self) -> bool:
        """Whether nothing can have been sent for this part yet."""
        return self.number == 1 and self.unclear_since is None


def claim_parts(limit: int, among_ids: Collection[int] | None = None) -> list[ClaimedPart]:
    """Parts that are due, now ``sending``: at most ``limit``, longest due first; or none but these.

    Fair among partners: no store gets more than may be in flight to it, and one that rests gets
    none, so that what waits for it hides nobody else's (I7). Two statements, however many parts.
    """
    claim, now = uuid4().hex, utc_now()
    lease_ends = now + timedelta(seconds=platform().settings.lease_seconds)
    with transaction() as session:
        taken = _take(session, _due(limit, now, among_ids), claim, now, lease_ends)
        lines = _lines(session, [row.id for row in taken])
    return [_claimed(row, lines[row.id], claim, lease_ends) for row in taken]


def _due(limit: int, now: datetime, among_ids: Collection[int] | None) -> CTE:
    other = aliased(OrderSync)
    in_flight = (
        select(func.count())
        .where(other.partner_id == PartnerStore.id, other.state == OrderState.SENDING)
        .correlate(PartnerStore)
        .scalar_subquery()
    )
    of_partner = (
        select(OrderSync.id, OrderSync.next_attempt_at)
        .where(
            OrderSync.partner_id == PartnerStore.id,
            OrderSync.state.in_(sources(OrderState.SENDING)),
            OrderSync.next_attempt_at <= now,
        )
        .order_by(OrderSync.next_attempt_at, OrderSync.id)
        .limit(func.greatest(platform().settings.in_flight_per_store - in_flight, 0))
        .with_for_update(skip_locked=True)
    )
    if among_ids is not None:
        of_partner = of_partner.where(among(OrderSync.id, among_ids))
    each = of_partner.lateral()
    return (
        select(each.c.id)
        .select_from(PartnerStore)
        .join(each, text("true"))
        .where(or_(PartnerStore.rests_until.is_(None), PartnerStore.rests_until <= now))
        .order_by(each.c.next_attempt_at)
        .limit(limit)
        .cte()
    )


def _take(
    session: Session, due: CTE, claim: str, now: datetime, lease_ends: datetime
) -> Sequence[Row[Any]]:
    """The parts with what their orders and stores say, longest due first."""
    taken = session.execute(
        update(OrderSync)
        .where(
            OrderSync.id == due.c.id,
            BubblyOrder.id == OrderSync.bubbly_order_id,
            _STORES.id == OrderSync.partner_id,
        )
        .values(
            state=OrderState.SENDING,
            claim=claim,
            claimed_at=now,
            next_attempt_at=lease_ends,
            tries=OrderSync.tries + 1,
        )
        .returning(
            OrderSync.id,
            OrderSync.partner_id,
            OrderSync.split_id,
            OrderSync.tries,
            OrderSync.failures,
            OrderSync.unclear_since,
            OrderSync.currency,
            OrderSync.shipping,
            BubblyOrder.name,
            BubblyOrder.placed_at,
            BubblyOrder.shopper,
            BubblyOrder.shipping_title,
            BubblyOrder.shipping_code,
            BubblyOrder.test,
            _STORES.passes_email,
        )
        .execution_options(synchronize_session=False)
    )
    return sorted(taken, key=lambda row: row.id)


def _lines(session: Session, part_ids: Sequence[int]) -> Mapping[int, list[Row[Any]]]:
    lines: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    if part_ids:
        rows = session.execute(
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
            .where(among(OrderSyncLine.order_sync_id, part_ids))
            .order_by(OrderSyncLine.id)
        )
        for row in rows:
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
    )


def _draft(row: Row[Any], lines: Sequence[Row[Any]]) -> PartnerOrderDraft:
    """The partner order that this part asks for."""
    shopper = row.shopper or {}
    address = shopper.get("address")
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
        shipping_address=Address(**address) if address else None,
        # Without a title Shopify takes no shipping line, and the partner would miss the amount.
        shipping_title=row.shipping_title or ("Shipping" if row.shipping else ""),
        shipping_code=row.shipping_code,
        shipping_price=rounded(row.shipping, row.currency),
        # The buyer's e-mail, only where the partner's setting lets it pass.
        email=shopper.get("email", "") if row.passes_email else "",
        test=row.test,
    )
