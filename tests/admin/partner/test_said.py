"""What is said after a change travels with the redirect, to the shop that it was said to alone."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.transitions import OrderState
from powerpact.models import OrderSync, utc_now
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import OrderSyncFactory, OrderSyncLineFactory, VariantMapFactory

PLEASE_TICK = "Tick at least one row first."


def _said_to(frame: Frame) -> str:
    """The address to which a form without a tick leads."""
    return str(frame.post("orders/act/retry/").location)


def test_the_next_page_says_it(frame: Frame) -> None:
    assert PLEASE_TICK in frame.get(_said_to(frame)).text


def test_no_page_of_another_shop_says_it(frame: Frame, frame_of: OpenFrame) -> None:
    other = frame_of("other.myshopify.com")

    for page in ("/app/welcome/", "/app/nothing/"):
        address = _said_to(frame).replace("/app/orders/", page)
        assert "said=" in address
        assert PLEASE_TICK not in other.get(address).text


def test_what_nobody_signed_is_not_said(frame: Frame) -> None:
    head, said = _said_to(frame).split("said=")
    changed = f"{head}said={said[:-1]}{'A' if said[-1] != 'A' else 'Q'}"

    for address in (changed.replace("=eyJ", "=eyK"), f"{head}said=", f"{head}said={'A' * 500}"):
        answer = frame.get(address)
        assert answer.status_code == 200
        assert PLEASE_TICK not in answer.text


def test_of_many_reasons_as_many_are_said_as_an_address_carries(
    frame_of: OpenFrame, session: Session
) -> None:
    line = OrderSyncLineFactory()
    own = line.order_sync.partner
    for _ in range(50):
        sku = "-".join(str(uuid4()) for _ in range(4))  # nothing that could be pressed together
        gone = VariantMapFactory(
            product_map=line.variant_map.product_map, sku=sku, removed_at=utc_now()
        )
        part = OrderSyncFactory(partner=own, state=OrderState.FAILED, cause_code="variant_gone")
        OrderSyncLineFactory(order_sync=part, variant_map=gone)
    frame = frame_of(own)
    ids = [str(each) for each in session.scalars(select(OrderSync.id))]

    answer = frame.post("orders/act/retry/", {"ids": ids})

    assert len(answer.location) < 2_500
    told = frame.get(answer.location).text
    assert "create it again with that SKU" in told
    assert "more reasons not shown" in told
