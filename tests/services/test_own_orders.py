"""A partner that retries its own parts of orders."""

from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.domain.causes import CAUSES, OUT_OF_STOCK, VARIANT_GONE, Cause, Fixer
from powerpact.domain.transitions import OrderState
from powerpact.models import (
    AuditEvent,
    OrderSync,
    RunState,
    Side,
    Source,
    SyncRun,
    Trade,
    VariantMap,
    utc_now,
)
from powerpact.services.audit import Actor
from powerpact.services.bulk.start import start_bulk_action
from powerpact.services.bulk.work import work_bulk_actions
from powerpact.services.order_retry import retry as retry_by_staff
from powerpact.services.own_orders import retry
from powerpact.services.selections.table import Selection
from powerpact.services.transactions import transaction
from tests.factories import (
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    VariantMapFactory,
)
from tests.services.counting import counted_statements
from tests.services.marketplace import ANA
from tests.services.selling import Seller, part_of, part_row, push

S = OrderState
ME = Actor("kiln.myshopify.com user 1", Source.DASHBOARD, "10.0.0.1")
WITH_ORDER = (S.CREATED, S.PARTIALLY_FULFILLED, S.FULFILLED)


def stuck(cause: Cause = OUT_OF_STOCK, state: OrderState = S.FAILED, **values: Any) -> OrderSync:
    """A part with that cause, and what else its state needs."""
    if state in WITH_ORDER:
        values = {"partner_order_id": f"gid://shopify/Order/{uuid4().int}", **values}
    elif state is S.SENDING:
        values = {"claim": "a worker", **values}
    wrong = {"cause_code": cause.code, "fixer": cause.fixer}
    part: OrderSync = OrderSyncFactory(state=state, **{**wrong, **values})
    return part


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(("state", "fixer"), product(OrderState, Fixer))
def test_only_what_waits_for_the_partner_is_moved(state: OrderState, fixer: Fixer) -> None:
    for cause in (each for each in CAUSES.values() if each.fixer is fixer):
        part = stuck(cause, state)
        may_move = fixer is Fixer.PARTNER and state in {S.FAILED, S.HELD, S.RETRYING}

        done = retry([part.id], ME)

        assert bool(done.moved) is may_move, cause
        assert done.left.keys() == (set() if may_move else {part.id})
        assert part_row(part.id).state is (S.PENDING if may_move else state)


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("trade", "trade_by", "why"),
    [
        (Trade.PAUSED, Side.STAFF, "only Bubbly can resume it"),
        (Trade.SUSPENDED, Side.STAFF, "only Bubbly can resume it"),
        (Trade.PAUSED, Side.PARTNER, "resume under Settings"),
        (Trade.LEFT, Side.PARTNER, "you do not sell at Bubbly now"),
    ],
)
def test_nothing_goes_out_while_the_partner_is_closed(
    trade: Trade, trade_by: Side, why: str
) -> None:
    part = stuck(partner=PartnerStoreFactory(trade=trade, trade_by=trade_by))

    assert why in retry([part.id], ME).left[part.id]
    assert part_row(part.id).state is S.FAILED


def test_a_retry_is_on_record_as_the_partners(session: Session) -> None:
    part = stuck()
    retry([part.id], ME)

    event = session.scalars(select(AuditEvent)).one()

    assert (event.source, event.actor, event.address) == (Source.DASHBOARD, ME.name, ME.address)
    assert (event.action, event.subject_type, event.subject_id) == (
        "retry",
        "order_sync",
        str(part.id),
    )


@pytest.mark.usefixtures("session")
def test_a_second_click_or_tab_does_nothing() -> None:
    part = stuck()

    assert retry([part.id], ME).moved == (part.id,)
    again = retry([part.id], ME)
    assert (again.moved, again.left) == ((), {part.id: "it is on its way to your store already"})


@pytest.mark.usefixtures("session")
def test_hundreds_cost_no_more_statements_than_a_few() -> None:
    def cost(amount: int) -> int:
        ids = [stuck().id for _ in range(amount)]
        with counted_statements() as sent:
            assert len(retry(ids, ME).moved) == amount
        return len(sent)

    assert cost(2) == cost(30)


@pytest.mark.usefixtures("session")
def test_all_that_match_are_retried_and_none_of_another_partner() -> None:
    me = PartnerStoreFactory()
    mine, theirs = stuck(partner=me).id, stuck().id
    held = stuck(CAUSES["held_by_staff"], S.HELD, partner=me).id
    chosen = Selection({"partner": str(me.id)})

    start_bulk_action(retry, chosen, ME, title="Retry", once="a form", store_id=me.id)
    follow_ups = list(work_bulk_actions())

    states = [part_row(part_id).state for part_id in (mine, theirs, held)]
    assert states == [S.PENDING, S.FAILED, S.HELD]
    assert [each.order_syncs for each in follow_ups] == [(mine,)]


def test_a_run_keeps_what_it_could_not_retry(session: Session) -> None:
    held = stuck(CAUSES["held_by_staff"], S.HELD)
    chosen = Selection({"partner": str(held.partner_id), "stage": "with_bubbly"})
    start_bulk_action(retry, chosen, ME, title="Retry", once="x", store_id=held.partner_id)
    list(work_bulk_actions())

    run = session.scalars(select(SyncRun)).one()

    assert (run.state, run.done, run.failed) == (RunState.FINISHED, 0, 1)


class TestDeletedVariant:
    """What the partner deleted after a shopper had bought it."""

    @pytest.fixture
    def line(self, session: Session) -> Any:
        del session
        part = stuck(VARIANT_GONE)
        gone = VariantMapFactory(
            product_map=ProductMapFactory(partner=part.partner), sku="BOWL", removed_at=utc_now()
        )
        return OrderSyncLineFactory(
            order_sync=part,
            variant_map_id=gone.id,
            partner_variant_id=gone.partner_variant_id,
            bubbly_line__title="Blue bowl",
        )

    def made_again(self, line: Any, **values: Any) -> VariantMap:
        again: VariantMap = VariantMapFactory(
            product_map=ProductMapFactory(partner=line.order_sync.partner), sku="BOWL", **values
        )
        return again

    @pytest.mark.parametrize("deed", [retry, retry_by_staff])
    def test_what_was_made_again_with_its_sku_is_asked_for(self, line: Any, deed: Any) -> None:
        again, part_id, owed = self.made_again(line), line.order_sync_id, line.owed_each
        wanted = (again.partner_variant_id, again.id)

        assert deed([part_id], ME).moved == (part_id,)

        (now,) = part_row(part_id).lines
        assert (now.partner_variant_id, now.variant_map_id) == wanted
        assert now.owed_each == owed

    def test_until_then_a_retry_says_what_to_make(self, line: Any) -> None:
        part_id = line.order_sync_id

        why = retry([part_id], ME).left[part_id]

        assert why.startswith("“Blue bowl” was deleted, and your store has nothing with the SKU")
        assert part_row(part_id).state is S.FAILED

    def test_a_variant_of_another_partner_takes_no_place(self, line: Any) -> None:
        VariantMapFactory(sku="BOWL")

        assert retry([line.order_sync_id], ME).moved == ()

    def test_staff_may_try_all_the_same(self, line: Any) -> None:
        assert retry_by_staff([line.order_sync_id], ANA).moved == (line.order_sync_id,)


def test_an_order_whose_product_was_deleted_is_put_right_and_made(potter: Seller) -> None:
    shop = potter.shop
    part_id = part_of(potter)
    sku = f"BOWL-{shop.id}"
    shop.control.delete_product(shop.domain, "bowl")
    push(part_id)
    assert (part_row(part_id).cause_code, part_row(part_id).fixer) == ("variant_gone", "partner")

    made = shop.control.create_product(shop.domain, "Bowl", price="10.00", sku=sku, quantity=5)
    _read_again(potter, made["variants"][0]["id"], sku)
    assert retry([part_id], ME).moved == (part_id,)
    push(part_id)

    assert part_row(part_id).state is S.CREATED
    assert len(potter.orders()) == 1


def _read_again(potter: Seller, gid: str, sku: str) -> None:
    """What reading the catalogue writes of a product that was deleted and made again."""
    with transaction() as session:
        gone = session.get_one(VariantMap, potter.variant.id)
        gone.sku, gone.removed_at = sku, utc_now()
        partner = gone.product_map.partner
        VariantMapFactory(
            partner_variant_id=gid, sku=sku, product_map=ProductMapFactory(partner=partner)
        )
