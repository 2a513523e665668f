"""A partner's way in: the shop, its staff who open the app, and what they agree to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import (
    Consent,
    PartnerStore,
    RunKind,
    RunState,
    Source,
    SyncRun,
    utc_now,
)
from powerpact.services.arrival import Arrival, arrive
from powerpact.services.audit import Actor
from powerpact.services.partner_membership import open_trade
from powerpact.services.store_provisioning import first_import
from powerpact.services.transactions import transaction
from powerpact.shopify.scopes import NEEDED
from powerpact.simulator.control_client import SimulatorClient
from tests.services.marketplace import Shop

DOMAIN = "fern.myshopify.com"
OWNER = Actor("kiln.myshopify.com user 1", Source.DASHBOARD)


def open_app(control: SimulatorClient, domain: str = DOMAIN, **token: float) -> Arrival:
    """What its staff do: they open the app in Shopify admin."""
    return arrive(domain, control.session_token(domain, **token), "42", "127.0.0.9")


def partner(session: Session) -> PartnerStore:
    session.expire_all()
    return session.scalars(select(PartnerStore)).one()


def topics(control: SimulatorClient) -> list[str]:
    return sorted(each["topic"] for each in control.store(DOMAIN)["subscriptions"])


def consent(store_id: int) -> None:
    """What the partner's click does."""
    with transaction() as session:
        session.add(
            Consent(
                store_id=store_id, version="1", wording="Yes.", given_at=utc_now(), given_by="42"
            )
        )
        open_trade(session, store_id, OWNER)
        first_import(session, store_id, OWNER)


def imports(session: Session) -> list[RunState]:
    session.expire_all()
    runs = select(SyncRun.state).where(SyncRun.kind == RunKind.CATALOGUE_IMPORT)
    return list(session.scalars(runs))


def reinstall(shop: Shop) -> Arrival:
    """The merchant installs the app again and opens it."""
    shop.control.install(shop.domain, NEEDED)
    return open_app(shop.control, shop.domain)
