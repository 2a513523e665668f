"""The control API: what it does to stores, and what it says when it cannot."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from powerpact.simulator.control_client import SimulatorClient, SimulatorRefused

from .conftest import SHOP, Store

SHOP_NAME = "{ shop { name } }"


def _refusal(ask: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(SimulatorRefused) as refused:
        ask()
    return refused.value.status, str(refused.value)


def test_a_new_store_has_the_app_and_what_it_was_told_to_be(control: SimulatorClient) -> None:
    store = control.create_store(
        SHOP,
        "Kiln",
        currency="EUR",
        plan="advanced",
        options={"custom_id_repeat": "accept", "search_lag_seconds": 9},
    )

    assert store["installed"] is True
    assert "write_orders" in store["scopes"]
    assert (store["currency"], store["plan"]) == ("EUR", "advanced")
    assert store["rate_limit"]["maximumAvailable"] == 4000
    assert store["options"]["custom_id_repeat"] == "accept"
    assert store["options"]["search_lag_seconds"] == 9


def test_a_development_store_takes_five_orders_a_minute_until_told_otherwise(
    control: SimulatorClient,
) -> None:
    store = control.create_store(SHOP, "Kiln", plan="development")
    assert store["options"]["order_limit_per_minute"] == 5

    changed = control.set_options(SHOP, order_limit_per_minute=0)
    assert changed["options"]["order_limit_per_minute"] is None


def test_a_store_opens_once(store: Store) -> None:
    status, sentence = _refusal(lambda: store.control.create_store(SHOP, "Again"))

    assert (status, sentence) == (409, f"There is a store {SHOP} already.")


def test_a_store_that_is_not_there_is_said_to_be_missing(control: SimulatorClient) -> None:
    status, sentence = _refusal(lambda: control.store("nobody.myshopify.com"))

    assert (status, sentence) == (404, "There is no store nobody.myshopify.com.")


def test_a_mistyped_name_is_pointed_out(control: SimulatorClient) -> None:
    status, sentence = _refusal(lambda: control.create_store("no-domain", "X"))
    assert status == 400
    assert sentence.startswith("domain:")

    status, sentence = _refusal(lambda: control.add_fault("reset", colour="red"))
    assert (status, sentence) == (400, "colour: Extra inputs are not permitted")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/stores", 405)]
)
def test_a_wrong_address_is_explained_in_json(
    control: SimulatorClient, method: str, path: str, status: int
) -> None:
    answer = httpx.request(method, f"{control.base_url}/_control{path}", trust_env=False)

    assert answer.status_code == status
    assert path in answer.json()["error"]


def test_a_plan_or_figures_of_its_own_change_the_rate_limit(store: Store) -> None:
    plus = store.control.set_rate(SHOP, plan="plus")
    own = store.control.set_rate(SHOP, maximum=50, restore_rate=1)

    assert plus["rate_limit"]["restoreRate"] == 1000
    assert own["rate_limit"]["maximumAvailable"] == 50


def test_the_clock_can_be_hurried_and_moved(control: SimulatorClient) -> None:
    before = control.clock()["now"]

    assert control.hurry(20)["speed"] == 20
    assert control.advance(86400)["now"] > before
    control.hurry(1)


def test_faults_are_listed_with_how_often_they_struck_and_cleared(store: Store) -> None:
    fault = store.control.add_fault("throttled", operation="shop", count=3, probability=1)
    store.query(SHOP_NAME)

    assert [(one["id"], one["struck"]) for one in store.control.faults()] == [(fault["id"], 1)]
    assert store.control.clear_faults(fault_id=fault["id"]) == 1
    assert store.control.faults() == []


def test_a_fault_on_a_store_that_is_not_there_is_refused(control: SimulatorClient) -> None:
    status, _ = _refusal(lambda: control.add_fault("down", shop="nobody.myshopify.com"))

    assert status == 404


def test_scopes_that_the_merchant_grants_are_those_of_the_next_token(store: Store) -> None:
    store.control.install(SHOP, ["read_products"])

    assert store.exchange().json()["scope"] == "read_products"


def test_uninstalling_twice_is_refused(store: Store) -> None:
    store.control.uninstall(SHOP)

    assert _refusal(lambda: store.control.uninstall(SHOP))[0] == 409


def test_revoking_tells_how_many_tokens_were_alive(store: Store) -> None:
    assert store.control.revoke_tokens(SHOP) == 1
    assert store.control.revoke_tokens(SHOP) == 0


def test_the_strict_rule_ends_earlier_tokens_at_once(store: Store) -> None:
    store.control.set_token_rules(revokes_earlier=True)

    store.exchange()

    assert store.query(SHOP_NAME).status_code == 401


def test_an_announced_webhook_is_logged_and_can_be_sent_again(store: Store) -> None:
    store.control.set_app_subscriptions(
        [{"topics": ["shop/redact"], "uri": "http://127.0.0.1:9/webhooks"}]
    )

    (sent,) = store.control.announce(SHOP, "shop/redact", {"shop_id": 1})
    store.control.redeliver(sent["webhook_id"], times=2)

    (logged,) = store.control.deliveries(shop=SHOP, topic="shop/redact")
    assert logged["webhook_id"] == sent["webhook_id"]
    assert store.control.deliveries(topic="orders/paid") == []
    assert store.control.deliveries_summary()["waiting"] == 1


def test_an_unknown_webhook_cannot_be_sent_again(control: SimulatorClient) -> None:
    assert _refusal(lambda: control.redeliver("none"))[0] == 404


def test_a_catalogue_is_planted_by_its_kind(store: Store) -> None:
    planted = store.control.seed(SHOP, "ceramics", products=5, seed=1)

    assert planted["products"] == store.control.store(SHOP)["products"] == 5
    assert planted["variants"] == store.control.store(SHOP)["variants"] >= 150


@pytest.mark.parametrize(("kind", "products"), [("cheese", 5), ("cards", 5000)])
def test_a_catalogue_that_cannot_be_made_is_refused(store: Store, kind: str, products: int) -> None:
    assert _refusal(lambda: store.control.seed(SHOP, kind, products=products))[0] == 400


def test_a_reset_leaves_nothing(store: Store) -> None:
    store.control.add_fault("reset")

    store.control.reset()

    state = store.control.state()
    assert (state["stores"], state["faults"]) == ([], [])
    assert state["deliveries"]["under_way"] == 0
