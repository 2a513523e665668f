"""The pages of one part and of one Bubbly order, and what staff do from them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.attempts import Outcome
from powerpact.domain.causes import DUPLICATE
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, Trade, utc_now
from powerpact.permissions import Role
from powerpact.services.bulk.work import work_bulk_actions
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import (
    AuditEventFactory,
    BubblyOrderFactory,
    BubblyOrderLineFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    ProductMapFactory,
    VariantMapFactory,
    WebhookEventFactory,
)
from tests.services.counting import counted_statements

pytestmark = pytest.mark.usefixtures("session")
LISTED = "/console/order_syncs/"


def made(state: OrderState, **values: Any) -> OrderSync:
    cause = "rejected" if state is OrderState.FAILED else ""
    part: OrderSync = OrderSyncFactory(state=state, **{"cause_code": cause, **values})
    return part


def page_of(part: OrderSync) -> str:
    return f"/console/order_syncs/details/?id={part.id}"


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status
    return text_of(answer)


def buttons(client: FlaskClient, part: OrderSync) -> list[str]:
    page = client.get(page_of(part)).text.partition('<section class="now')[2]
    return re.findall(r"<button[^>]*>([^<]+)</button>", page.partition("</section>")[0])


@pytest.mark.parametrize(
    ("state", "values", "offered"),
    [
        (OrderState.PENDING, {}, ["Hold", "Cancel"]),
        (OrderState.RETRYING, {}, ["Retry", "Hold", "Cancel"]),
        (OrderState.RETRYING, {"unclear_since": utc_now()}, ["Retry", "Hold"]),
        (OrderState.FAILED, {}, ["Retry", "Hold", "Mark as handled", "Cancel"]),
        (OrderState.HELD, {}, ["Release", "Mark as handled", "Cancel"]),
        (OrderState.CREATED, {"partner_order_id": "gid://shopify/Order/1"}, []),
        (OrderState.CANCELLED, {}, []),
    ],
)
def test_a_part_offers_what_makes_sense_for_its_state(
    admin: FlaskClient, state: OrderState, values: dict[str, Any], offered: list[str]
) -> None:
    assert buttons(admin, made(state, **values)) == offered


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.OPERATOR, ["Retry", "Hold"]), (Role.VIEWER, [])]
)
def test_who_may_not_cancel_is_not_offered_it(
    browser: Browser, role: Role, offered: list[str]
) -> None:
    assert buttons(browser(role), made(OrderState.FAILED)) == offered


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": OrderState.SENDING, "claim": "a worker"}, "Nothing: a worker has it in hand."),
        ({"state": OrderState.PENDING}, "Sent by itself, as soon as a worker is free."),
        (
            {"state": OrderState.PENDING, "partner__name": "Kiln", "partner__trade": Trade.PAUSED},
            "Kiln is paused; resume the partner, and its orders go out. Who can do it: staff.",
        ),
        ({"state": OrderState.CANCELLED}, "Nothing: it is cancelled."),
        ({"state": OrderState.HELD}, "Release it when it may go to the partner."),
        (
            {
                "state": OrderState.FAILED,
                "cause_code": "duplicate",
                "remedy": DUPLICATE.remedy,
                "fixer": DUPLICATE.fixer,
            },
            f"{DUPLICATE.remedy} Who can do it: the partner.",
        ),
        (
            {"state": OrderState.RETRYING, "unclear_since": utc_now()},
            "so it may have made the order. The next try looks for it before it sends another.",
        ),
    ],
)
def test_a_part_says_what_to_do_now(
    admin: FlaskClient, values: dict[str, Any], sentence: str
) -> None:
    part = OrderSyncFactory(**values)
    assert sentence in read(admin, page_of(part))


def test_what_waits_for_its_store_says_until_when(admin: FlaskClient) -> None:
    until = utc_now() + timedelta(minutes=9, seconds=30)
    part = made(OrderState.RETRYING, tries=1, partner__rests_until=until)
    assert "Tried again by itself, in 9 min" in read(admin, page_of(part))


def test_holding_asks_for_a_note_and_the_story_tells_it(
    admin: FlaskClient, session: Session
) -> None:
    part = made(OrderState.FAILED, partner__name="Kiln")
    part_id, address = part.id, page_of(part)
    hold = f"{LISTED}act/hold/"
    asked = text_of(act(admin, hold, only=part_id))
    assert "It does not go to the partner until somebody releases it." in asked
    act(admin, hold, ids=[part_id], confirmed="yes", note="wait for the photo")
    page = read(admin, address)
    assert "Held Held by staff wait for the photo Somebody of Bubbly holds it." in page
    told = "Admin@powerpact.test held Kiln's part: failed → held, “wait for the photo” (console)"
    assert f"{told} from 127.0.0.1" in page
    session.expire_all()
    assert session.get_one(OrderSync, part_id).state is OrderState.HELD


def test_marking_as_handled_without_a_note_asks_again(admin: FlaskClient, session: Session) -> None:
    part_id = made(OrderState.FAILED).id
    answer = act(admin, f"{LISTED}act/mark-handled/", ids=[part_id], confirmed="yes", note="")
    assert "Say how it was settled." in text_of(answer)
    session.expire_all()
    assert session.get_one(OrderSync, part_id).state is OrderState.FAILED


def test_parts_that_are_left_by_a_cancellation_are_told_with_the_reason(
    admin: FlaskClient,
) -> None:
    clear, unclear = made(OrderState.FAILED), made(OrderState.FAILED, unclear_since=utc_now())
    act(admin, f"{LISTED}act/cancel/", ids=[clear.id, unclear.id], confirmed="yes", note="")
    page = read(admin, LISTED)
    assert "1 partner order cancelled." in page
    assert "1 partner order was left: an earlier try may have made the order" in page


def test_a_line_says_why_it_went_there_on_which_terms_and_by_which_product(
    admin: FlaskClient,
) -> None:
    part = made(OrderState.CREATED, partner_order_id="gid://shopify/Order/1")
    product = ProductMapFactory(title="Fern pot", partner=part.partner)
    variant = VariantMapFactory(product_map=product, title="Large")
    OrderSyncLineFactory(
        order_sync=part,
        variant_map_id=variant.id,
        quantity=3,
        bubbly_line__reason="A pot is sold by Fern",
    )
    answer = admin.get(page_of(part))
    assert "A pot is sold by Fern" in answer.text
    assert f'<a href="/console/product_maps/details/?id={product.id}">Fern pot</a>' in answer.text
    assert "10.00 GBP less 15 % commission: 8.50 GBP each Owed 25.50 GBP" in text_of(answer)


@pytest.mark.parametrize(("role", "may"), [(Role.OPERATOR, True), (Role.VIEWER, False)])
def test_only_a_line_that_was_not_sent_can_be_routed_elsewhere(
    browser: Browser, role: Role, may: bool
) -> None:
    order = BubblyOrderFactory()
    sent = made(OrderState.CREATED, partner_order_id="gid://shopify/Order/1", bubbly_order=order)
    unsent = made(OrderState.FAILED, bubbly_order=order)
    unclear = made(OrderState.RETRYING, bubbly_order=order, unclear_since=utc_now())
    lines = [OrderSyncLineFactory(order_sync=part) for part in (sent, unclear, unsent)]
    lost = BubblyOrderLineFactory(order=order, destination=Destination.UNROUTED)
    BubblyOrderLineFactory(order=order, destination=Destination.BUBBLY)
    movable = {lines[-1].bubbly_order_line_id, lost.id}
    address = f"/console/bubbly_orders/details/?id={order.id}"
    page = browser(role).get(address).text
    offered = {int(i) for i in re.findall(r"/console/unrouted_lines/route/\?id=(\d+)", page)}
    assert offered == (movable if may else set())


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.VIEWER, {"bubbly_orders", "stores"}),
        (Role.MANAGER, {"bubbly_orders", "stores", "webhook_events", "audit_events"}),
    ],
)
def test_a_part_leads_to_its_order_store_webhook_and_audit_as_far_as_one_may(
    browser: Browser, role: Role, kinds: set[str]
) -> None:
    event = WebhookEventFactory()
    part = made(OrderState.PENDING, bubbly_order=BubblyOrderFactory(webhook_event_id=event.id))
    places = {
        "bubbly_orders": f"/console/bubbly_orders/details/?id={part.bubbly_order_id}",
        "stores": f"/console/stores/details/?id={part.partner_id}",
        "webhook_events": f"/console/webhook_events/details/?id={event.id}",
        "audit_events": f"/console/audit_events/?search=order_sync+{part.id}",
    }
    page = browser(role).get(page_of(part)).text
    assert {kind for kind, place in places.items() if f'href="{place}"' in page} == kinds


def test_each_moment_leads_to_what_tells_more(admin: FlaskClient) -> None:
    part = made(OrderState.FAILED)
    OrderSyncAttemptFactory(order_sync_id=part.id, outcome=Outcome.REJECTED)
    event = AuditEventFactory(subject_id=str(part.id))
    page = admin.get(f"/console/bubbly_orders/details/?id={part.bubbly_order_id}").text
    story = page.partition('<ol class="moments">')[2]
    assert f'href="{page_of(part)}"' in story
    assert f'href="/console/audit_events/details/?id={event.id}"' in story


@pytest.mark.parametrize(("role", "may"), [(Role.MANAGER, True), (Role.OPERATOR, False)])
def test_the_address_that_somebody_acted_from_is_for_those_who_read_the_audit(
    browser: Browser, role: Role, may: bool
) -> None:
    part = made(OrderState.FAILED)
    AuditEventFactory(subject_id=str(part.id), address="192.0.2.7")
    page = read(browser(role), page_of(part))
    assert "asked to retry" in page
    assert ("from 192.0.2.7" in page) is may


@pytest.fixture
def large() -> OrderSync:
    """A part with 60 lines and 70 tries."""
    part = made(OrderState.FAILED)
    product = ProductMapFactory(partner=part.partner)
    variant_id = VariantMapFactory(product_map=product).id
    for number in range(1, 71):
        OrderSyncAttemptFactory(
            order_sync_id=part.id, number=number, started_at=utc_now() + timedelta(seconds=number)
        )
    for _ in range(60):
        OrderSyncLineFactory(order_sync=part, variant_map_id=variant_id)
    return part


def test_a_large_part_shows_some_and_all_when_asked(admin: FlaskClient, large: OrderSync) -> None:
    def counts(address: str) -> tuple[int, int, int]:
        page = admin.get(address).text
        return (
            page.count('<td class="c-line">'),
            page.count('<details class="attempt"'),
            len(re.findall(r"Try \d+ at", page)),
        )

    short = read(admin, page_of(large))
    assert "50 of 60 lines. Show all" in short
    assert "10 of 70 tries. Show all" in short
    assert "12 more happened between. Show all" in short
    assert counts(page_of(large)) == (50, 10, 58)
    assert counts(f"{page_of(large)}&all=yes") == (60, 70, 70)


def test_a_large_part_costs_no_more_statements_than_a_small_one(
    admin: FlaskClient, large: OrderSync
) -> None:
    small = made(OrderState.FAILED)
    OrderSyncLineFactory(order_sync=small)
    OrderSyncAttemptFactory(order_sync_id=small.id)
    addresses = [page_of(small), f"{page_of(large)}&all=yes"]
    costs = []
    admin.get(LISTED)  # reads who is signed in
    for address in addresses:
        with counted_statements() as sent:
            admin.get(address)
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_all_parts_that_match_are_held_with_the_same_note(
    admin: FlaskClient, session: Session
) -> None:
    failed, pending = [made(OrderState.FAILED).id for _ in range(3)], made(OrderState.PENDING).id
    address = f"{LISTED}act/hold/?flt_state_is=failed"
    act(admin, address, all="yes", confirmed="yes", once="a form", note="flood at the partner")
    list(work_bulk_actions())
    session.expire_all()
    held = session.scalars(select(OrderSync).where(OrderSync.state == OrderState.HELD)).all()
    assert sorted(part.id for part in held) == failed
    assert {part.cause for part in held} == {"flood at the partner"}
    assert session.get_one(OrderSync, pending).state is OrderState.PENDING
