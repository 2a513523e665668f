"""Making a connected store ready: what PowerPact needs to know of it and to find there.

Every step may run twice; a worker repeats all of them until they have worked.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    BubblyStore,
    Consent,
    PartnerStore,
    Source,
    Store,
    StoreKind,
    StoreState,
    utc_now,
)
from powerpact.services.access import Share, call_for
from powerpact.services.audit import Actor
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.store_imports import import_now
from powerpact.services.store_webhooks import subscribe, topics_of
from powerpact.services.transactions import transaction
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import PARTNER_REF, SPLIT_ID
from powerpact.shopify.stores import (
    ensure_custom_id_definition,
    read_locations,
    read_publications,
    read_scopes,
    read_shop,
    reads_customers,
)

PROVISIONING = Actor("provisioning", Source.RULE)


def provision(store_id: int) -> FollowUp:
    """Make the store ready: details, definitions of custom ids, webhooks, and where stock is.

    The catalogue of a partner that has consented is due to be read then. Raises what Shopify
    answers; whatever was done is not undone.
    """
    call = call_for(store_id, Share.CATALOGUE)
    kind, installed_at = install_of(store_id)
    shop = read_shop(call)
    _define_custom_ids(call, kind)
    subscribe(call, kind)
    details = {
        "shopify_id": shop.gid,
        "name": shop.name,
        "currency": shop.currency,
        "timezone": shop.timezone,
        "plan": shop.plan,
        "location_id": _location(call),
        "scopes": sorted(read_scopes(call)),
        "customer_data_denied": not reads_customers(call),
        **found(kind),
    }
    if kind is StoreKind.BUBBLY:
        details["publication_ids"] = list(read_publications(call))
    return _keep_details(store_id, installed_at, details)


def found(kind: StoreKind) -> dict[str, object]:
    """What is noted of a store that has just been looked at and is subscribed to everything."""
    topics = [topic.value for topic in topics_of(kind)]
    return {"topics": topics, "checked_at": utc_now(), "check_fault": "", "check_due_at": None}


def first_import(session: Session, store_id: int, actor: Actor) -> FollowUp:
    """Have a partner's whole catalogue read for the first time; the run that is due.

    Only with its consent (rule 1.1.13), and once it is provisioned. Consent and provisioning both
    ask, and whoever is the second finds that it can be; the store's row is locked for that.
    """
    consented = select(Consent.id).where(
        Consent.store_id == store_id, Consent.withdrawn_at.is_(None)
    )
    ready = select(PartnerStore.id).where(
        PartnerStore.id == store_id,
        PartnerStore.state == StoreState.ACTIVE,
        PartnerStore.topics.is_not(None),
        PartnerStore.catalogue_read_at.is_(None),
    )
    session.execute(select(Store.id).where(Store.id == store_id).with_for_update())
    if not session.scalar(ready.where(consented.exists())):
        return NOTHING
    return import_now.work(session, [store_id], actor).follow_up


def install_of(store_id: int) -> tuple[StoreKind, datetime | None]:
    """The role of the store, and when the app was installed there.

    What is found out of one install says nothing of the next one.
    """
    with transaction() as session:
        where = select(Store.kind, Store.installed_at).where(Store.id == store_id)
        kind, installed_at = session.execute(where).one()
        return kind, installed_at


def _define_custom_ids(call: Call, kind: StoreKind) -> None:
    ensure_custom_id_definition(call, "ORDER", SPLIT_ID, "PowerPact split")
    if kind is StoreKind.BUBBLY:
        ensure_custom_id_definition(call, "PRODUCT", PARTNER_REF, "PowerPact source")


def _keep_details(
    store_id: int, installed_at: datetime | None, details: dict[str, object]
) -> FollowUp:
    with transaction() as session:
        store = session.get_one(Store, store_id, with_for_update=True, populate_existing=True)
        if store.installed_at != installed_at:
            return NOTHING
        for name, value in details.items():
            setattr(store, name, value)
        session.flush()
        if isinstance(store, BubblyStore):
            return NOTHING
        return first_import(session, store_id, PROVISIONING)


def _location(call: Call) -> str | None:
    """Where the store keeps what it sells online."""
    active = [place for place in read_locations(call) if place.is_active]
    online = [place for place in active if place.fulfills_online_orders]
    return next((place.gid for place in online or active), None)
