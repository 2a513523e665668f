"""The terms agreed with a partner: price rule, commission, what is approved and passed on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectin_polymorphic

from powerpact.errors import NotFound, Refused
from powerpact.models import BubblyStore, PartnerStore, Store
from powerpact.services.audit import Actor, audit
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.relisting import relist_partners
from powerpact.services.transactions import transaction

# What a listing is made by; a change of one of these queues the partner's listings.
LISTING_TERMS = (
    "commission_rate",
    "price_percentage",
    "price_fixed",
    "price_rounding",
    "exchange_rate",
)
ORDER_TERMS = ("release_delay_minutes", "passes_email", "passes_phone")
TERMS = (*LISTING_TERMS, "auto_approve", *ORDER_TERMS)
CHANGED_MEANWHILE = "somebody changed it meanwhile; look at it as it is now, then change it again"


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most of a number, its decimals, and the sentence for anything else."""

    least: Decimal
    most: Decimal
    places: int
    sentence: str

    def holds(self, value: Decimal | int) -> bool:
        """Whether the value can be; a comparison with what is no number would be an error."""
        number = Decimal(value)
        if not number.is_finite() or not self.least <= number <= self.most:
            return False
        return number == round(number, self.places)


RANGES = {
    "commission_rate": Range(
        Decimal(0),
        Decimal(1),
        5,
        "the commission rate is from 0 to 1, as 0.15, with five decimals at most",
    ),
    "price_percentage": Range(
        Decimal(-100),
        Decimal(10_000),
        4,
        "the percentage on prices is from -100 to 10000, with four decimals at most",
    ),
    "price_fixed": Range(
        Decimal(-1_000_000),
        Decimal(1_000_000),
        4,
        "the fixed amount on prices is a million at most, with four decimals at most",
    ),
    "exchange_rate": Range(
        Decimal("0.000001"),
        Decimal(1_000_000),
        9,
        "the exchange rate is above zero and a million at most, with nine decimals at most",
    ),
    "release_delay_minutes": Range(
        Decimal(0), Decimal(43_200), 0, "the release delay is from 0 to 43200 minutes (30 days)"
    ),
}


def set_terms(
    partner: str | int, terms: Mapping[str, Any], actor: Actor, *, seen: str | None = None
) -> FollowUp:
    """Change some of a partner's terms, named as in TERMS; the listings that are due by that.

    ``partner`` is a code or an id. Terms apply to orders placed from now on and to listings,
    which are queued for it: one whose content stays the same costs no write. ``seen`` is the
    ``mark_of`` the terms that the person saw. Raises NotFound, and Refused for a value that can
    not be, or when the terms were changed since they were seen.
    """
    check_terms(terms)
    with transaction() as session:
        row = locked_partner(session, partner)
        changed = change(session, row, "set terms", terms, actor, seen)
        if not changed & set(LISTING_TERMS):
            return NOTHING
        return relist_partners(session, [row.id], actor, "New terms")


def set_holds_unrouted(
    bubbly_id: int, holds_unrouted: bool, actor: Actor, *, seen: str | None = None
) -> None:
    """Whether orders with a line that has no place wait as a whole, from now on.

    Raises NotFound, and Refused when it was changed since it was seen.
    """
    with transaction() as session:
        bubbly = session.get(BubblyStore, bubbly_id, with_for_update=True, populate_existing=True)
        if bubbly is None:
            raise NotFound("Bubbly's store is not connected")
        setting = {"holds_unrouted": holds_unrouted}
        change(session, bubbly, "set order settings", setting, actor, seen)


def mark_of(store: Store, names: Iterable[str]) -> str:
    """What changes whenever one of these fields of the store does."""
    return "|".join(str(getattr(store, name)) for name in sorted(names))


def change(
    session: Session,
    store: Store,
    action: str,
    values: Mapping[str, Any],
    actor: Actor,
    seen: str | None,
) -> set[str]:
    """Set these fields of a locked store; the names of those that are another now.

    Raises Refused when they are not as they were ``seen``.
    """
    if seen is not None and seen != mark_of(store, values):
        raise Refused(CHANGED_MEANWHILE)
    changed = {name: value for name, value in values.items() if value != getattr(store, name)}
    if changed:
        before = {name: str(getattr(store, name)) for name in changed}
        after = {name: str(value) for name, value in changed.items()}
        for name, value in changed.items():
            setattr(store, name, value)
        audit(session, actor, action, ("store", store.id), before, after)
        session.flush()
    return set(changed)


def locked_partner(session: Session, partner: str | int) -> PartnerStore:
    """The partner with that code or id, locked. Raises NotFound."""
    known = PartnerStore.code if isinstance(partner, str) else PartnerStore.id
    row = session.scalars(
        select(PartnerStore)
        .where(known == partner)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        called = f"the code {partner}" if isinstance(partner, str) else f"the id {partner}"
        raise NotFound(f"there is no partner with {called}")
    return row


def check_terms(terms: Mapping[str, Any]) -> None:
    """Raise Refused for terms that can not be."""
    if not terms:
        raise Refused("no term is named, so there is nothing to change")
    if not set(terms) <= set(TERMS):
        raise Refused(f"not a term: {', '.join(sorted(set(terms) - set(TERMS)))}")
    for name, allowed in RANGES.items():
        if name in terms and not allowed.holds(terms[name]):
            raise Refused(allowed.sentence)


def partner_id_of(code: str) -> int:
    """The id of the partner with that code. Raises NotFound."""
    with transaction() as session:
        found = session.scalars(select(PartnerStore.id).where(PartnerStore.code == code)).first()
    if found is None:
        raise NotFound(f"there is no partner with the code {code}")
    return found


def all_stores() -> list[Store]:
    """Bubbly and the partners, for showing; not attached to a session."""
    # A partner's own columns come along: nothing can be loaded once the session is left.
    query = select(Store).options(selectin_polymorphic(Store, [PartnerStore]))
    with transaction() as session:
        stores = list(session.scalars(query.order_by(Store.kind, Store.id)))
        session.expunge_all()
        return stores
