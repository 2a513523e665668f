"""Fix once, heal all: what went wrong by its cause, and what puts all of it right."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.models import SyncRun, VariantMap, utc_now
from powerpact.permissions import Role
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.problems.groups import MOST_READ
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import (
    OrderSyncFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.routing import UNMAPPED, line_row, map_to, unmapped_order, variant_at

PROBLEMS = "/console/problems/"
VARIANT = f"{PROBLEMS}variant/?variant={UNMAPPED}"
HEAL = f"{PROBLEMS}heal/"
S = OrderState
pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def operator(browser: Browser) -> FlaskClient:
    return browser(Role.OPERATOR)


def told(client: FlaskClient) -> str:
    return text_of(client.get(PROBLEMS))


def failed_parts(count: int, partner: str = "Fern", **values: object) -> int:
    """The id of a partner with so many parts that failed."""
    store = PartnerStoreFactory(name=partner)
    cause = {"state": S.FAILED, "cause_code": "out_of_stock", **values}
    for _ in range(count):
        OrderSyncFactory(partner=store, **cause)
    return int(store.id)


def pressed(client: FlaskClient, address: str, label: str) -> dict[str, str]:
    """What the form with the button of that label sends."""
    page = client.get(address).text
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    (form,) = [each for each in forms if f">{label}</button>" in each]
    found = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "csrf_token"}


def test_where_nothing_is_wrong_the_page_says_so(operator: FlaskClient) -> None:
    assert "Nothing is wrong" in told(operator)


def test_each_cause_is_a_sentence_and_the_largest_comes_first(operator: FlaskClient) -> None:
    unmapped_order(VariantMapFactory(), placed_at=utc_now() - timedelta(hours=2, minutes=5))
    failed_parts(3)
    soon = utc_now() + timedelta(minutes=1)
    away = {"rests_until": soon, "rest_count": 4, "rest_reason": "it answers 503"}
    kiln = PartnerStoreFactory(name="Kiln", **away)
    for _ in range(2):
        OrderSyncFactory(partner=kiln, state=S.RETRYING)
    page = told(operator)
    sentences = [
        "Fern: out of stock: 3 parts failed.",
        "Kiln can not be reached (it answers 503): 2 parts wait.",
        "listing has no map: 1 order, 2 pieces, 1 partner with other parts of them, oldest 2 h",
    ]
    places = [page.find(sentence) for sentence in sentences]
    assert -1 not in places, page
    assert places == sorted(places)


def test_each_card_leads_to_the_list_that_it_counts(operator: FlaskClient) -> None:
    unmapped_order()
    fern = failed_parts(2)
    failed_parts(1, "Kiln")
    ProductMapFactory(sync=SyncState.FAILED, error_code="INVALID", error="The title is too long.")
    page = operator.get(PROBLEMS).text
    lists = [each.replace("&amp;", "&") for each in re.findall(r'href="([^"]+flt_[^"]+)"', page)]
    assert len(lists) == 4
    shown = {address: operator.get(address).text.count('name="ids"') for address in lists}
    parts = f"/console/order_syncs/?flt_state_is=failed&flt_partner_is={fern}"
    assert shown[f"{parts}&flt_cause_is=out_of_stock"] == 2
    assert sorted(shown.values()) == [1, 1, 1, 2]


def test_a_variant_is_mapped_and_exactly_its_orders_are_routed_again(
    operator: FlaskClient, session: Session
) -> None:
    mine = [unmapped_order(number=number) for number in (1, 2)]
    other = unmapped_order(number=3, variants=["gid://x/2"])
    fern = variant_at("Fern")
    sku = line_row(mine[0].line_id).sku
    fern.sku = sku
    fern.product_map.bubbly_product_id = None
    session.commit()
    fern_id = fern.id
    page = operator.get(VARIANT)
    assert f'value="{fern_id}" required checked' in page.text
    answer = act(operator, VARIANT, seller=fern_id)
    assert answer.status_code == 303
    page = operator.get(answer.location)
    assert "It is mapped. Orders from now on go to that partner." in text_of(page)
    sent = pressed(operator, VARIANT, "Re-route these 2 orders")
    shown_at = act(operator, HEAL, **sent).location
    assert 'data-follow="/console/problems/variant/standing/' in operator.get(shown_at).text
    list(work_bulk_actions())
    assert {line_row(each.line_id).destination for each in mine} == {Destination.PARTNER}
    assert line_row(other.line_id).destination is Destination.UNROUTED
    for address in (shown_at, VARIANT.replace("?", "standing/?")):
        after = operator.get(address)
        assert "No order waits for this variant any more." in text_of(after)
        assert "2 of 2" in text_of(after)
        assert "data-follow" not in after.text


def test_a_card_offers_what_heals_all_of_it(operator: FlaskClient, session: Session) -> None:
    failed_parts(2)
    failed_parts(1, "Kiln")
    failed_parts(1, "Moss", state=S.HELD, cause_code="held_by_staff")
    sent = pressed(operator, PROBLEMS, "Retry these 2 parts")
    answer = act(operator, HEAL, **sent)
    run = session.scalars(select(SyncRun)).one()
    assert answer.location == f"/console/sync_runs/details/?id={run.id}"
    assert run.title == "Retry: State: Failed, Partner: Fern, Cause: Out of stock"
    list(work_bulk_actions())
    session.expire_all()
    assert (run.done, run.failed) == (2, 0)
    page = told(operator)
    assert "Retry: State: Failed, Partner: Fern, Cause: Out of stock Finished 2 0" in page
    assert "Kiln: out of stock: 1 part failed." in page
    assert "Fern: out of stock" not in page
    assert "Moss: held by staff: 1 part on hold." in page
    act(operator, HEAL, **pressed(operator, PROBLEMS, "Release this part"))
    list(work_bulk_actions())
    assert "Moss: held by staff" not in told(operator)


def test_failed_listings_are_tried_again(operator: FlaskClient, session: Session) -> None:
    product = ProductMapFactory(sync=SyncState.FAILED, error_code="INVALID", error="Too long.")
    ProductMapFactory(sync=SyncState.FAILED, error_code="TAKEN")
    partner = product.partner.name
    assert f"{partner}: 1 listing could not be brought to Bubbly: Too long." in told(operator)
    forms = re.findall(r"<form.*?</form>", operator.get(PROBLEMS).text, re.DOTALL)
    assert sum("Try again this listing" in form for form in forms) == 2
    chosen = {"deed": "product_map.retry_listings", "of_sync": "failed", "of_error": "INVALID"}
    act(operator, HEAL, **chosen)
    list(work_bulk_actions())
    session.expire_all()
    assert product.sync is SyncState.QUEUED


@pytest.mark.parametrize("cause", ["store_paused", "unrouted_lines"])
def test_what_a_rule_holds_has_no_button_but_a_way_to_its_cause(
    operator: FlaskClient, cause: str
) -> None:
    store_id = failed_parts(1, state=S.HELD, cause_code=cause)
    page = operator.get(PROBLEMS).text
    assert "Release this part" not in page
    ways = {
        "store_paused": f"/console/stores/details/?id={store_id}",
        "unrouted_lines": "/console/unrouted_lines/",
    }
    assert f'class="button" href="{ways[cause]}"' in page


def test_a_double_click_starts_one_run(operator: FlaskClient, session: Session) -> None:
    failed_parts(2)
    sent = pressed(operator, PROBLEMS, "Retry these 2 parts")
    answers = [act(operator, HEAL, **sent) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert len(session.scalars(select(SyncRun)).all()) == 1


def test_a_group_that_went_away_meanwhile_is_a_sentence(
    operator: FlaskClient, session: Session
) -> None:
    failed_parts(1)
    sent = pressed(operator, PROBLEMS, "Retry this part")
    for part in session.scalars(select(OrderSyncFactory._meta.model)):
        part.state, part.cause_code = S.PENDING, ""
    session.commit()
    assert act(operator, HEAL, **sent).location == PROBLEMS
    assert "Nothing waits for that any more" in told(operator)
    assert session.scalars(select(SyncRun)).all() == []


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"of_state": "exploded"},
        {"of_partner": "x"},
        {"of_partner": "9" * 30},
        {"of_partner": "4711"},
        {"of_cause": "\0"},
    ],
)
def test_a_form_of_nonsense_starts_nothing(
    operator: FlaskClient, session: Session, nonsense: dict[str, str]
) -> None:
    failed_parts(1)
    act(operator, HEAL, deed="order_sync.retry", **nonsense)
    assert "Nothing waits for that any more" in told(operator)
    assert session.scalars(select(SyncRun)).all() == []


@pytest.mark.parametrize("deed", ["", "order_sync.cancel", "store.suspend", "x"])
def test_a_deed_that_is_not_offered_is_not_found(operator: FlaskClient, deed: str) -> None:
    failed_parts(1)
    assert act(operator, HEAL, deed=deed, of_state="failed").status_code == 404


def test_a_variant_that_is_sold_already_is_not_mapped_twice(
    operator: FlaskClient, session: Session
) -> None:
    unmapped_order()
    taken, free = VariantMapFactory().id, variant_at("Kiln").id
    assert "Nothing was mapped:" in text_of(act(operator, VARIANT, seller=taken))
    map_to(variant_at("Fern"))
    answer = act(operator, VARIANT, seller=free)
    assert "Nothing was mapped:" in text_of(answer)
    assert session.get_one(VariantMap, free).bubbly_variant_id is None


@pytest.mark.parametrize("seller", ["", "x", "0", "9" * 30, "4711"])
def test_a_seller_that_can_not_be_is_a_sentence(operator: FlaskClient, seller: str) -> None:
    unmapped_order()
    answer = act(operator, VARIANT, seller=seller)
    assert answer.status_code == 200
    assert "Choose first whose" in text_of(answer) or "Nothing was mapped" in text_of(answer)


def test_a_variant_that_nobody_waits_for_is_a_sentence(operator: FlaskClient) -> None:
    page = operator.get(f"{PROBLEMS}variant/?variant=gid://x/{'y' * 500}")
    assert "No order waits for this variant." in text_of(page)
    assert operator.get(f"{PROBLEMS}variant/").status_code == 404


def test_a_viewer_sees_what_is_wrong_and_changes_nothing(
    browser: Browser, session: Session
) -> None:
    viewer = browser(Role.VIEWER)
    unmapped_order()
    failed_parts(1)
    page = viewer.get(PROBLEMS)
    assert "Fern: out of stock: 1 part failed." in text_of(page)
    assert "Retry this part" not in page.text
    sent = {"deed": "order_sync.retry", "of_state": "failed"}
    assert act(viewer, HEAL, **sent).status_code == 403
    assert act(viewer, VARIANT, seller="1").status_code == 403
    assert "Your role may look at this" in text_of(viewer.get(VARIANT))
    assert session.scalars(select(SyncRun)).all() == []


def test_the_page_says_what_it_did_not_count(operator: FlaskClient, session: Session) -> None:
    failed_parts(1)
    copies = text(
        "INSERT INTO order_sync (split_id, bubbly_order_id, partner_id, state, currency, owed, "
        "shipping, cause_code) SELECT gen_random_uuid(), o.id, s.partner_id, s.state, s.currency, "
        "s.owed, s.shipping, s.cause_code FROM order_sync s, bubbly_order o"
    )
    orders = text(
        "INSERT INTO bubbly_order (shopify_id, name, currency, total, shipping, tax, discounts, "
        "taxes_included, financial_status, placed_at) SELECT 'gid://x/' || n, '#' || n, 'GBP', 1, "
        "0, 0, 0, true, 'paid', now() FROM generate_series(1, :orders) AS n"
    )
    only_new = text(" WHERE o.shopify_id LIKE 'gid://x/%'")
    session.execute(orders, {"orders": MOST_READ})
    session.execute(text(f"{copies}{only_new}"))
    session.commit()
    page = told(operator)
    assert f"Of the parts in trouble the newest {MOST_READ:,} are counted here." in page
    assert f"Fern: out of stock: {MOST_READ:,} parts failed." in page
