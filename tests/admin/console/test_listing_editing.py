"""Taking fields of a listing over from the partner, on their page, and giving them back."""

import re
from decimal import Decimal
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from powerpact.domain.transitions import SyncState
from powerpact.models import AuditEvent, ProductMap
from powerpact.permissions import Role
from tests.admin.browser import text_of
from tests.admin.conftest import Browser
from tests.factories import BubblyStoreFactory, ProductMapFactory, VariantMapFactory

MUG = "gid://shopify/ProductVariant/1"
PRICE = f"price.{MUG}"


@pytest.fixture
def manager(browser: Browser) -> FlaskClient:
    return browser(Role.MANAGER)


@pytest.fixture
def product(session: Session) -> ProductMap:
    """A product with one variant, listed at Bubbly."""
    BubblyStoreFactory()
    row: ProductMap = ProductMapFactory(
        title="Mug", description_html="<b>Blue</b>\n<script>x</script>", tags=["clay", "new"]
    )
    VariantMapFactory(product_map=row, partner_variant_id=MUG, price=Decimal(10))
    return row


def address(row: ProductMap) -> str:
    return f"/console/product_maps/edit-listing/?id={row.id}"


def filled(page: TestResponse) -> dict[str, str]:
    """The form as a browser would send it when nothing is typed."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        facts = {key: unescape(value) for key, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if facts.get("type") != "checkbox" and "name" in facts:
            sent[facts["name"]] = facts.get("value", "")
    areas = re.compile(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
    for name, value in areas.findall(page.text):
        sent[name] = unescape(value).replace("\n", "\r\n")
    return sent


def save(client: FlaskClient, row: ProductMap, **typed: str | list[str]) -> TestResponse:
    """Open the page, type this and save."""
    return client.post(address(row), data=filled(client.get(address(row))) | typed)


def own(session: Session, row: ProductMap) -> dict[str, object]:
    session.expire_all()
    return session.get_one(ProductMap, row.id).overrides


def test_only_what_was_really_changed_becomes_staffs(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    answer = save(manager, product, title="Our mug", **{PRICE: "12.5"})
    assert answer.location == f"/console/product_maps/details/?id={product.id}"
    assert own(session, product) == {"title": "Our mug", "price": {MUG: "12.50"}}
    assert session.get_one(ProductMap, product.id).sync is SyncState.QUEUED
    event = session.scalars(select(AuditEvent)).one()
    assert (event.actor, event.before["title"], event.after["title"]) == (
        "manager@powerpact.test",
        None,
        "Our mug",
    )


def test_saving_without_typing_changes_nothing(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    assert save(manager, product).status_code == 303
    assert own(session, product) == {}
    assert session.scalars(select(AuditEvent)).all() == []


def test_a_field_that_the_partner_changed_meanwhile_stays_the_partners(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    form = filled(manager.get(address(product)))
    session.get_one(ProductMap, product.id).title = "The partner's new title"
    session.commit()
    manager.post(address(product), data=form | {"tags": "clay, new, ours"})
    assert own(session, product) == {"tags": ["clay", "new", "ours"]}


def test_a_form_that_somebody_else_overtook_is_refused_and_keeps_what_was_typed(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    form = filled(manager.get(address(product)))
    save(manager, product, title="Hers")
    answer = manager.post(address(product), data=form | {"vendor": "My words"})
    assert "Somebody else edited this listing meanwhile" in text_of(answer)
    again = filled(answer)
    assert (again["vendor"], again["title"]) == ("My words", "Hers")
    assert own(session, product) == {"title": "Hers"}
    manager.post(address(product), data=again)
    assert own(session, product) == {"title": "Hers", "vendor": "My words"}


def test_staffs_fields_are_shown_with_the_partners_and_given_back_one_by_one(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    save(manager, product, title="Our mug", vendor="Us")
    page = text_of(manager.get(address(product)))
    assert "The partner has: Mug" in page
    save(manager, product, back=["title"])
    assert own(session, product) == {"vendor": "Us"}


def test_an_emptied_price_is_given_back(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    save(manager, product, **{PRICE: "12"})
    save(manager, product, **{PRICE: ""})
    assert own(session, product) == {}


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({PRICE: "a lot"}, "Nothing was saved: a lot is not a price"),
        ({"title": " "}, "Nothing was saved: title must be text and not empty."),
    ],
)
def test_what_cannot_be_is_said_and_stays_in_the_form(
    manager: FlaskClient, session: Session, product: ProductMap, typed: dict[str, str], why: str
) -> None:
    answer = save(manager, product, **typed)
    assert why in text_of(answer)
    assert typed.items() <= filled(answer).items()
    assert own(session, product) == {}


def test_a_price_of_another_products_variant_is_refused(
    manager: FlaskClient, session: Session, product: ProductMap
) -> None:
    stranger = "gid://shopify/ProductVariant/99"
    answer = save(manager, product, **{f"price.{stranger}": "1", f"was.price.{stranger}": "x"})
    assert "not a variant of this product" in text_of(answer)
    assert own(session, product) == {}


def test_a_description_is_shown_as_text(manager: FlaskClient, product: ProductMap) -> None:
    save(manager, product, description_html="<img src=x>")
    page = manager.get(address(product)).text
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "&lt;img src=x&gt;" in page


@pytest.mark.usefixtures("session")
def test_2000_variants_come_a_hundred_at_a_time(manager: FlaskClient, product: ProductMap) -> None:
    for number in range(2, 105):
        VariantMapFactory(product_map=product, position=number)
    first = manager.get(address(product))
    assert sum(name.startswith("price.") for name in filled(first)) == 100
    assert "1 to 100 of 104 variants" in text_of(first)
    last = manager.get(f"{address(product)}&page=77")
    assert "101 to 104 of 104 variants" in text_of(last)


@pytest.mark.usefixtures("session")
def test_a_role_that_may_not_edit_is_refused(browser: Browser, product: ProductMap) -> None:
    operator = browser(Role.OPERATOR)
    assert operator.get(address(product)).status_code == 403
    assert (
        "Edit the listing"
        not in operator.get(f"/console/product_maps/details/?id={product.id}").text
    )


@pytest.mark.parametrize("nonsense", ["", "x", "99999", "9" * 30])
def test_a_product_that_is_not_there_is_not_found(manager: FlaskClient, nonsense: str) -> None:
    assert manager.get(f"/console/product_maps/edit-listing/?id={nonsense}").status_code == 404
