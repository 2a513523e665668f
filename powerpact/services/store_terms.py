"""The terms agreed with a partner: price rule, commission, what is approved and passed on."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectin_polymorphic

from powerpact.errors import NotFound, Refused
from powerpact.models import PartnerStore, ProductMap, Store
from powerpact.services.audit import Actor, audit
from powerpact.services.listing_queue import is_listed, queue_listings
from powerpact.services.transactions import transaction

TERMS = (
    "commission_rate",
    "price_percentage",
    "price_fixed",
    "price_rounding",
    "exchange_rate",
    "auto_approve",
    "passes_email",
)

# The least and the most of each number, and the sentence for anything else.
RANGES = {
    "commission_rate": (Decimal(0), Decimal(1), "the commission rate is from 0 to 1, as 0.15"),
    "price_percentage": (
        Decimal(-100),
        Decimal(10_000),
        "the percentage on prices is from -100 to 10000",
    ),
    "price_fixed": (
        Decimal(-1_000_000),
        Decimal(1_000_000),
        "the fixed amount on prices is a million at most",
    ),
    "exchange_rate": (
        Decimal("0.000001"),
        Decimal(1_000_000),
        "the exchange rate is above zero, and a million at most",
    ),
}


def set_terms(code: str, terms: dict[str, Any], actor: Actor) -> int:
    """Change some of a partner's terms, named as in TERMS; the partner's id.

    They apply to orders placed from now on and to listings, which are queued for it: one whose
    content stays the same costs no write. Raises NotFound, and Refused for a value that can not
    be.
    """
    _check(terms)
    with transaction() as session:
        partner = session.scalars(select(PartnerStore).where(PartnerStore.code == code)).first()
        if partner is None:
            raise NotFound(f"there is no partner with the code {code}")
        before = {name: str(getattr(partner, name)) for name in terms}
        for name, value in terms.items():
            setattr(partner, name, value)
        after = {name: str(value) for name, value in terms.items()}
        audit(session, actor, "set terms", ("store", partner.id), before, after)
        session.flush()
        queue_listings(session, ProductMap.partner_id == partner.id, is_listed())
        return partner.id


def _check(terms: dict[str, Any]) -> None:
    """Raise Refused for terms that can not be."""
    if not terms:
        raise Refused("no term is named, so there is nothing to change")
    if not set(terms) <= set(TERMS):
        raise Refused(f"not a term: {', '.join(sorted(set(terms) - set(TERMS)))}")
    for name, (least, most, sentence) in RANGES.items():
        value = terms.get(name)
        # A comparison with what is not a number would be an error of its own.
        if value is not None and not (value.is_finite() and least <= value <= most):
            raise Refused(sentence)


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
