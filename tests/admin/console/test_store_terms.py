"""Changing a partner's terms, which first says what they would change; and order settings."""

import re
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.pricing import Rounding
from powerpact.domain.transitions import SyncState
from powerpact.models import AuditEvent, BubblyStore, PartnerStore, ProductMap
from powerpact.permissions import Role
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import (
    BubblyStoreFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)

TYPED = {
    "price_percentage": "10",
    "price_fixed": "0",
    "price_rounding": "none",
    "exchange_rate": "1",
    "commission": "15",
}


@pytest.fixture
def manager(browser: Browser) -> FlaskClient:
    return browser(Role.MANAGER)


@pytest.fixture
def kiln(session: Session) -> PartnerStore:
    BubblyStoreFactory(currency="GBP")
    made: PartnerStore = PartnerStoreFactory(name="Kiln", commission_rate=Decimal("0.15"))
    for title in ("Bowl", "Cup"):
        VariantMapFactory(product_map=ProductMapFactory(partner=made, title=title))
    return made


def terms_at(store: PartnerStore) -> str:
    return f"/console/stores/terms/?id={store.id}"


def settings_at(store_id: int) -> str:
    return f"/console/stores/order-settings/?id={store_id}"


def seen_on(client: FlaskClient, address: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', client.get(address).text)
    assert found
    return found.group(1)


def value_in(page: Any, name: str) -> str:
    """What stands in the last field of that name."""
    *_, tag = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    found = re.search(r'value="([^"]*)"', tag)
    assert found
    return found.group(1)


def sent(client: FlaskClient, store: PartnerStore, step: str, **typed: Any) -> Any:
    """Send the form as the page shows it now, with these fields typed in."""
    address = terms_at(store)
    data = {"seen": seen_on(client, address), **TYPED, **typed}
    return act(client, address, step=step, **data)


def test_the_form_shows_the_terms_with_shares_as_per_cent(
    manager: FlaskClient, kiln: PartnerStore
) -> None:
    page = manager.get(terms_at(kiln))
    assert (value_in(page, "commission"), value_in(page, "exchange_rate")) == ("15", "1")


def test_nothing_is_saved_before_it_was_seen_what_would_change(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    page = text_of(sent(manager, kiln, "preview"))
    assert "2 of 2 listings would show another price." in page
    assert "Bowl Default Title 10.00 GBP 11.00 GBP" in page
    session.expire_all()
    assert kiln.price_percentage == 0


def test_what_was_previewed_is_what_its_button_saves(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    preview = sent(manager, kiln, "preview", price_rounding="charm", auto_approve="y")
    form = preview.text.split('class="preview"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token")
    assert act(manager, terms_at(kiln), **fields).status_code == 303
    session.expire_all()
    assert (kiln.price_percentage, kiln.price_rounding, kiln.auto_approve) == (
        Decimal(10),
        Rounding.CHARM,
        True,
    )
    assert set(session.scalars(select(ProductMap.sync))) == {SyncState.QUEUED}
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.before["price_percentage"]) == ("set terms", "0.0000")
    assert "2 listings will be compared with them now." in text_of(manager.get("/console/"))


def test_a_form_that_somebody_overtook_is_refused_with_a_sentence(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    seen = seen_on(manager, terms_at(kiln))
    kiln.price_fixed = Decimal(3)
    session.commit()
    for step in ("preview", "save"):
        answer = act(manager, terms_at(kiln), step=step, seen=seen, **TYPED)
        assert "somebody changed it meanwhile" in text_of(answer)
        assert value_in(answer, "price_fixed") == "3"
    session.expire_all()
    assert kiln.price_percentage == 0


def test_a_second_click_on_save_changes_nothing(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    data = {"step": "save", "seen": seen_on(manager, terms_at(kiln)), **TYPED}
    act(manager, terms_at(kiln), **data)
    assert "somebody changed it meanwhile" in text_of(act(manager, terms_at(kiln), **data))
    assert len(session.scalars(select(AuditEvent)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"price_percentage": "NaN"}, "the percentage on prices is from -100"),
        ({"price_percentage": "1e30"}, "the percentage on prices is from -100"),
        ({"price_percentage": "ten"}, "Not a valid decimal value"),
        ({"price_percentage": ""}, "This field is required"),
        ({"commission": "101"}, "the commission rate is from 0 to 1"),
        ({"commission": "0.00001"}, "five decimals at most"),
        ({"exchange_rate": "0"}, "the exchange rate is above zero"),
        ({"exchange_rate": "Infinity"}, "the exchange rate is above zero"),
        ({"price_rounding": "odd"}, "Not a valid choice"),
    ],
)
def test_what_can_not_be_is_a_sentence(
    manager: FlaskClient, kiln: PartnerStore, typed: dict[str, str], sentence: str
) -> None:
    for step in ("preview", "save"):
        assert sentence in text_of(sent(manager, kiln, step, **typed))


def test_amounts_of_another_currency_taken_one_to_one_are_warned_of(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    kiln.currency = "EUR"
    session.commit()
    warning = "Kiln sells in EUR and Bubbly in GBP, and the exchange rate is 1"
    assert warning in text_of(sent(manager, kiln, "preview"))
    assert warning not in text_of(sent(manager, kiln, "preview", exchange_rate="0.85"))


def test_a_commission_alone_changes_no_price_and_says_what_it_changes(
    manager: FlaskClient, kiln: PartnerStore
) -> None:
    page = text_of(sent(manager, kiln, "preview", price_percentage="0", commission="20"))
    assert "None of the 2 listings would show another price." in page
    assert "The commission changes" in page


def test_bubbly_has_no_terms(manager: FlaskClient, kiln: PartnerStore, session: Session) -> None:
    bubbly = session.scalars(select(BubblyStore)).one()
    assert manager.get(f"/console/stores/terms/?id={bubbly.id}").status_code == 404


@pytest.mark.parametrize("page", ["terms", "order-settings"])
@pytest.mark.parametrize("nonsense", ["", "x", "0", "-1", "99", "9" * 30])
def test_an_id_that_can_not_be_is_not_found(manager: FlaskClient, page: str, nonsense: str) -> None:
    assert manager.get(f"/console/stores/{page}/?id={nonsense}").status_code == 404


@pytest.mark.parametrize("page", ["terms", "order-settings"])
def test_an_operator_changes_neither(browser: Browser, kiln: PartnerStore, page: str) -> None:
    client = browser(Role.OPERATOR)
    address = f"/console/stores/{page}/?id={kiln.id}"
    assert client.get(address).status_code == 403
    assert act(client, address).status_code == 403
    assert "Change the terms" not in client.get(f"/console/stores/details/?id={kiln.id}").text


def test_order_settings_of_a_partner_are_saved_and_shown(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    address = settings_at(kiln.id)
    data = {"release_delay_minutes": "30", "passes_phone": "y", "seen": seen_on(manager, address)}
    assert act(manager, address, **data).status_code == 303
    session.expire_all()
    assert (kiln.release_delay_minutes, kiln.passes_phone, kiln.passes_email) == (30, True, False)
    page = text_of(manager.get(f"/console/stores/details/?id={kiln.id}"))
    assert "New orders are sent 30 min after they were paid" in page
    assert "somebody changed it meanwhile" in text_of(act(manager, address, **data))


@pytest.mark.parametrize("minutes", ["-1", "43201", "soon", ""])
def test_a_delay_that_can_not_be_is_a_sentence(
    manager: FlaskClient, kiln: PartnerStore, session: Session, minutes: str
) -> None:
    address = settings_at(kiln.id)
    data = {"release_delay_minutes": minutes, "seen": seen_on(manager, address)}
    answer = act(manager, address, **data)
    assert answer.status_code == 200
    assert re.search("the release delay is from 0|Not a valid integer|required", text_of(answer))
    session.expire_all()
    assert kiln.release_delay_minutes == 0


def test_bubblys_setting_for_unrouted_lines_is_saved_and_shown(
    manager: FlaskClient, kiln: PartnerStore, session: Session
) -> None:
    bubbly = session.scalars(select(BubblyStore)).one()
    address = settings_at(bubbly.id)
    act(manager, address, unrouted="hold", seen=seen_on(manager, address))
    session.expire_all()
    assert bubbly.holds_unrouted
    page = text_of(manager.get(f"/console/stores/details/?id={bubbly.id}"))
    assert "When a line has no place the whole order waits" in page
