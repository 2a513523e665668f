"""A partner's consent to share its products and to receive orders: asked, kept, asked again."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.consent import VERSION, wording
from powerpact.errors import Refused
from powerpact.models import BubblyStore, Consent, PartnerStore, utc_now
from powerpact.services.audit import Actor
from powerpact.services.follow_up import FollowUp, together
from powerpact.services.partner_membership import open_trade
from powerpact.services.store_provisioning import first_import
from powerpact.services.transactions import reading, transaction

MARKETPLACE = "the marketplace"


def give(store_id: int, version: str, user_id: str, actor: Actor) -> FollowUp:
    """Keep that the partner agrees to the words of ``version``, and trade with it; what is due.

    Giving it twice keeps it once. A partner that traded by older words goes on by these.
    ``user_id``: Shopify's id of who agreed. Raises Refused for words that are not today's, and
    for a store that is no partner's.
    """
    if version != VERSION:
        raise Refused("the words have changed since you read them; read the new ones, then agree")
    with transaction() as session:
        locked = select(PartnerStore.id).where(PartnerStore.id == store_id).with_for_update()
        if session.scalar(locked) is None:
            raise Refused("this store is not connected as a partner")
        _keep(session, store_id, user_id, actor)
        return together(
            (open_trade(session, store_id, actor), first_import(session, store_id, actor))
        )


def consent_of(store_id: int) -> Consent | None:
    """The partner's latest consent, in force or withdrawn; not attached to a session."""
    latest = select(Consent).where(Consent.store_id == store_id).order_by(Consent.id.desc())
    with reading() as session:
        return session.scalar(latest.limit(1))


def _keep(session: Session, store_id: int, user_id: str, actor: Actor) -> None:
    now = utc_now()
    in_force = session.scalar(
        select(Consent).where(Consent.store_id == store_id, Consent.withdrawn_at.is_(None))
    )
    if in_force is not None:
        if in_force.version == VERSION:
            return
        in_force.withdrawn_at, in_force.withdrawn_by = now, actor.name
        session.flush()
    marketplace = session.scalar(select(BubblyStore.name)) or MARKETPLACE
    new = {"version": VERSION, "wording": wording(marketplace)}
    session.add(Consent(store_id=store_id, given_at=now, given_by=user_id, **new))
    session.flush()
