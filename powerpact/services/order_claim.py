"""Taking a part in hand: a compare-and-set that only one worker wins."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, selectinload

from powerpact.domain.money import rounded
from powerpact.domain.partner_order import PartnerOrderDraft, PartnerOrderLine, tag_for
from powerpact.domain.placed_order import Address
from powerpact.domain.transitions import OrderState, sources
from powerpact.models import OrderSync, OrderSyncLine, PartnerStore, Store, utc_now
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction


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


def claim_part(order_sync_id: int) -> ClaimedPart | None:
    """The part, now ``sending``; None when it is not due, taken, or its store is busy."""
    claim = uuid4().hex
    now = utc_now()
    lease_ends = now + timedelta(seconds=platform().settings.lease_seconds)
    with transaction() as session:
        if not _take(session, order_sync_id, claim, now, lease_ends):
            return None
        part = session.get_one(
            OrderSync,
            order_sync_id,
            options=[
                joinedload(OrderSync.bubbly_order),
                joinedload(OrderSync.partner),
                selectinload(OrderSync.lines).joinedload(OrderSyncLine.bubbly_line),
            ],
        )
        return ClaimedPart(
            id=part.id,
            partner_id=part.partner_id,
            claim=claim,
            number=part.tries,
            failures=part.failures,
            lease_ends=lease_ends,
            placed_at=part.bubbly_order.placed_at,
            unclear_since=part.unclear_since,
            draft=_draft(part),
            line_ids={line.bubbly_line.shopify_id: line.id for line in part.lines},
        )


def has_room(partner_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether fewer parts are being sent to the partner's store than may be at once (I7)."""
    other = aliased(OrderSync)
    in_flight = (
        select(func.count())
        .where(other.partner_id == partner_id, other.state == OrderState.SENDING)
        .scalar_subquery()
    )
    return in_flight < platform().settings.in_flight_per_store


def _take(
    session: Session, order_sync_id: int, claim: str, now: datetime, lease_ends: datetime
) -> bool:
    """One statement decides: due, not taken, store neither resting nor busy (I7)."""
    rests = exists().where(Store.id == OrderSync.partner_id, Store.rests_until > now)
    taken = session.execute(
        update(OrderSync)
        .where(
            OrderSync.id == order_sync_id,
            OrderSync.state.in_(sources(OrderState.SENDING)),
            or_(OrderSync.next_attempt_at.is_(None), OrderSync.next_attempt_at <= now),
            ~rests,
            has_room(OrderSync.partner_id),
        )
        .values(
            state=OrderState.SENDING,
            claim=claim,
            claimed_at=now,
            next_attempt_at=lease_ends,
            tries=OrderSync.tries + 1,
        )
        .returning(OrderSync.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _draft(part: OrderSync) -> PartnerOrderDraft:
    """The partner order that this part asks for."""
    order = part.bubbly_order
    shopper = order.shopper or {}
    address = shopper.get("address")
    split_id = str(part.split_id)
    return PartnerOrderDraft(
        split_id=split_id,
        source_identifier=f"powerpact:{split_id}",
        tag=tag_for(split_id),
        bubbly_order_name=order.name,
        currency=part.currency,
        lines=tuple(
            PartnerOrderLine(
                variant_id=line.partner_variant_id,
                quantity=line.quantity,
                unit_price=rounded(line.owed_each, part.currency),
                requires_shipping=line.requires_shipping,
                reference=line.bubbly_line.shopify_id,
            )
            for line in part.lines
        ),
        shipping_address=Address(**address) if address else None,
        # Without a title Shopify takes no shipping line, and the partner would miss the amount.
        shipping_title=order.shipping_title or ("Shipping" if part.shipping else ""),
        shipping_code=order.shipping_code,
        shipping_price=rounded(part.shipping, part.currency),
        email=_email(part.partner, shopper),
        test=order.test,
    )


def _email(partner: PartnerStore, shopper: dict[str, str]) -> str:
    """The buyer's e-mail, only where the partner's setting lets it pass."""
    return shopper.get("email", "") if partner.passes_email else ""
