"""Partners that want mails, what fails for them, and the mails that came."""

from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

from flask import Flask

from powerpact.domain.causes import OUT_OF_STOCK, Cause
from powerpact.domain.transitions import OrderState
from powerpact.models import AlertPace, OrderSync, PartnerStore
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import PARTNER
from tests.admin.people.mailbox import empty, mails
from tests.factories import (
    BubblyOrderFactory,
    OrderSyncFactory,
    PartnerStoreFactory,
)

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG_AGO = NOW - timedelta(days=3)
SHOPPER = {
    "address": {"name": "Sylvia Beach", "address1": "12 Rue de l'Odeon"},
    "email": "sylvia@example.org",
    "phone": "+33 1 23",
}


def partner(name: str, **details: Any) -> PartnerStore:
    values = {
        "name": name.title(),
        "shop_domain": f"{name}.myshopify.com",
        "alert_email": f"{name}@partner.test",
        "alert_pace": AlertPace.AT_ONCE,
        "created_at": LONG_AGO,
        "scopes": list(NEEDED),
        "topics": list(PARTNER),
        **details,
    }
    store: PartnerStore = PartnerStoreFactory(**values)
    return store


def failed(store: PartnerStore, name: str, ago: timedelta = MINUTE, **details: Any) -> OrderSync:
    cause: Cause = details.pop("cause", OUT_OF_STOCK)
    values = {
        "state": OrderState.FAILED,
        "cause_code": cause.code,
        "fixer": cause.fixer,
        "updated_at": datetime.now(UTC) - ago,
        **details,
    }
    order = BubblyOrderFactory(name=name, shopper=SHOPPER)
    part: OrderSync = OrderSyncFactory(partner=store, bubbly_order=order, **values)
    return part


def sent(app: Flask) -> dict[str, Message]:
    """What came since the last look, by whom it came to: one mail to each at most."""
    found = mails(app)
    empty(app)
    by_address = {str(each["To"]): each for each in found}
    assert len(by_address) == len(found)
    return by_address


def words(mail: Message) -> str:
    """All that a mail says, in every form."""
    parts = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]
    return "\n".join(part.decode() for part in parts if isinstance(part, bytes))
