"""The command line: short tables for people, JSON for programs, sentences for mistakes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from powerpact.simulator.commands import simulator
from powerpact.simulator.control_client import SimulatorClient

from .conftest import SHOP


class Shell:
    """Types commands at a simulator."""

    def __init__(self, url: str) -> None:
        self._environment = {"SIMULATOR_URL": url}

    def run(self, *words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(simulator, words, env=self._environment, input=typed)

    def lines(self, *words: str) -> list[str]:
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.output.splitlines()


@pytest.fixture
def shell(control: SimulatorClient) -> Shell:
    shell = Shell(control.base_url)
    shell.lines("create-store", SHOP, "--name", "Kiln & Harbour")
    return shell


def test_stores_are_shown_as_a_table(shell: Shell) -> None:
    headings, row = shell.lines("stores")

    assert headings.split() == [
        *("domain", "name", "plan", "state", "installed", "products", "variants", "orders")
    ]
    assert row.split("  ")[:2] == [SHOP, "Kiln & Harbour"]
    assert " yes " in row


def test_json_shows_everything(shell: Shell) -> None:
    (store,) = json.loads("\n".join(shell.lines("stores", "--json")))

    assert store["domain"] == SHOP
    assert store["rate_limit"]["restoreRate"] == 100


def test_the_app_is_moved_to_another_address(shell: Shell) -> None:
    told = shell.lines("set-app-url", "http://127.0.0.1:9/app", "--json")

    assert json.loads("\n".join(told)) == {"app_url": "http://127.0.0.1:9/app/"}


def test_an_empty_list_is_said_in_a_word(shell: Shell) -> None:
    assert shell.lines("faults") == ["None."]


def test_a_fault_is_switched_on_seen_and_cleared(shell: Shell) -> None:
    shell.lines("add-fault", "server_error", "--shop", SHOP, "--status", "502", "--count", "2")

    _, fault = shell.lines("faults")
    assert fault.split() == ["1", "server_error", SHOP, "*", "2", "1.0", "0"]
    assert shell.lines("clear-faults") == ["cleared: 1"]


def test_a_store_changes_its_door(shell: Shell) -> None:
    assert "state: frozen" in shell.lines("set-state", SHOP, "frozen")
    assert "plan: plus" in shell.lines("set-rate", SHOP, "--plan", "plus")
    assert "installed: no" in shell.lines("uninstall", SHOP)
    assert "scopes: read_orders" in shell.lines("install", SHOP, "--scope", "read_orders")
    changed = "\n".join(shell.lines("set-options", SHOP, "--custom-id-repeat", "accept"))
    assert "custom_id_repeat accept" in changed


def test_tokens_are_minted_and_revoked(shell: Shell) -> None:
    assert shell.lines("session-token", SHOP)[0].count(".") == 2
    assert shell.lines("revoke-tokens", SHOP) == ["access tokens ended: 0"]
    assert shell.lines("token-rules", "--revokes-earlier") == ["revokes earlier: yes"]


def test_time_is_hurried_and_moved(shell: Shell) -> None:
    lines = shell.lines("clock", "--speed", "3", "--advance", "60")

    assert lines[1] == "speed: 3.0"


def test_a_webhook_is_announced_from_a_file_listed_and_sent_again(
    shell: Shell, tmp_path: Path
) -> None:
    payload = tmp_path / "redact.json"
    payload.write_text('{"shop_id": 1}')
    shell.lines("subscribe-app", "http://127.0.0.1:9/webhooks", "shop/redact")

    _, sent = shell.lines("announce", SHOP, "shop/redact", str(payload))
    webhook_id = sent.split()[0]

    assert shell.lines("redeliver", webhook_id)[0] == f"webhook id: {webhook_id}"
    assert shell.lines("deliveries", "--topic", "shop/redact")[1].startswith(webhook_id)


def test_a_shopper_asks_to_be_forgotten(shell: Shell) -> None:
    shell.lines("subscribe-app", "http://127.0.0.1:9/webhooks", "customers/redact")

    sent = shell.lines("ask-by-law", SHOP, "customers/redact", "--email", "ada@example.test")

    assert sent[1].split()[1:3] == [SHOP, "customers/redact"]


def test_goods_are_planted_made_edited_counted_and_deleted(shell: Shell) -> None:
    assert shell.lines("seed", SHOP, "cards", "--products", "3")[0] == "products: 3"
    made = shell.lines(
        "create-product", SHOP, "Mug", "--price", "9", "--sku", "M", "--quantity", "4"
    )
    assert made[-2:] == ["variant count: 1", "available: 4"]
    assert "title: Cup" in shell.lines("edit-product", SHOP, "mug", "--title", "Cup")
    assert shell.lines("set-stock", SHOP, "M", "7")[-1] == "available: 7"
    assert len(shell.lines("products", SHOP)) == 5
    assert "products: 4" in shell.lines("holdings", SHOP)
    assert shell.lines("delete-product", SHOP, "mug")[0].startswith("deleted: gid://")


def test_an_order_is_placed_shipped_refunded_and_cancelled(shell: Shell) -> None:
    shell.lines("create-product", SHOP, "Mug", "--price", "9", "--sku", "M", "--quantity", "9")

    placed = shell.lines("place-order", SHOP, "M=3", "--unpaid", "--shipping-price", "2.50")
    assert placed[0] == "name: #1001"
    assert "total: 29.50" in placed
    assert "paid: PAID" in shell.lines("pay", SHOP, "#1001")
    assert "shipments: 1" in shell.lines("ship", SHOP, "#1001", "M=1", "--number", "A1")
    assert "shipments: 0" in shell.lines("unship", SHOP, "#1001")
    assert "pieces: 2" in shell.lines("refund", SHOP, "#1001", "M")
    assert "cancelled: yes" in shell.lines("cancel", SHOP, "#1001")


def test_random_orders_are_listed_with_the_others(shell: Shell) -> None:
    shell.lines("seed", SHOP, "cards", "--products", "9")

    assert len(shell.lines("place-random-orders", SHOP, "--count", "3")) == 4
    assert len(shell.lines("orders", SHOP)) == 4


def test_pieces_that_are_no_number_are_explained(shell: Shell) -> None:
    result = shell.run("place-order", SHOP, "M=many")

    assert result.exit_code == 2
    assert "M=many is not like SKU=3." in result.output


def test_state_is_shown_and_forgotten(shell: Shell) -> None:
    assert shell.lines("state")[0].startswith("address: http://127.0.0.1:")
    assert shell.lines("reset") == ["reset: yes"]
    assert shell.lines("stores") == ["None."]


def test_telling_a_simulator_needs_none_of_its_own_libraries() -> None:
    code = (
        "import sys, powerpact.simulator.commands; print({'aiohttp', 'graphql'} & {*sys.modules})"
    )
    seen = subprocess.run(  # noqa: S603 - a line of our own
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert seen.stdout.strip() == "set()"


def test_a_mistake_is_a_sentence_and_an_exit_code(shell: Shell) -> None:
    result = shell.run("store", "nobody.myshopify.com")

    assert result.exit_code == 1
    assert result.output == "Error: There is no store nobody.myshopify.com.\n"


def test_a_simulator_that_does_not_answer_is_named() -> None:
    result = Shell("http://127.0.0.1:9").run("stores")

    assert result.exit_code == 1
    assert "No simulator answers at http://127.0.0.1:9" in result.output
