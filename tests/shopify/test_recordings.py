"""What Shopify really answered, read by our client (the recordings beside this checkout)."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from powerpact.errors import FieldError, NotFound, PowerPactError, Rejected, ScopeMissing
from powerpact.shopify.call import Answer
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.payloads import field_errors
from tests.shopify.scripted import HttpAnswer, ScriptedStore

FOLDER = Path(__file__).parents[3] / "shared/shopify/recordings"
BY_CODE: dict[str, type[PowerPactError]] = {
    "ACCESS_DENIED": ScopeMissing,
    "BAD_REQUEST": Rejected,
    "INVALID_FIELD_ARGUMENTS": Rejected,
    "INVALID_VARIABLE": Rejected,
    "NOT_FOUND": NotFound,
    "RESOURCE_NOT_FOUND": NotFound,
}

pytestmark = pytest.mark.skipif(
    not FOLDER.exists() and "CI" not in os.environ,
    reason="Shopify's recorded answers are not beside this checkout",
)


def dicts_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object anywhere in the recording."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from dicts_in(inner)


def recorded() -> Iterator[dict[str, Any]]:
    for path in sorted(FOLDER.rglob("*.json")):
        yield from dicts_in(json.loads(path.read_text()))


def bodies() -> list[dict[str, Any]]:
    """Whole GraphQL answers: those whose cost or whose errors Shopify put beside the data."""
    return [
        found
        for found in recorded()
        if (isinstance(found.get("data"), dict) and "extensions" in found)
        or (isinstance(found.get("errors"), list) and found["errors"])
    ]


def read(body: dict[str, Any]) -> Answer:
    return ScriptedStore(HttpAnswer(200, json=body)).call("order_create", {})


def test_every_recorded_answer_that_ran_is_an_answer_with_its_cost() -> None:
    ran = [body for body in bodies() if "errors" not in body]
    assert len(ran) > 100
    for body in ran:
        block = body["extensions"]["cost"]
        throttle = block.get("throttleStatus", {})  # one recording was shortened
        cost = read(body).cost
        assert cost is not None
        assert (cost.requested, cost.actual) == (
            block["requestedQueryCost"],
            block["actualQueryCost"],
        )
        assert cost.restore_rate == throttle.get("restoreRate")


def test_every_recorded_refusal_is_the_error_that_its_code_means() -> None:
    refused = [body for body in bodies() if "errors" in body and not any_root(body)]
    assert len(refused) > 15
    for body in refused:
        code = body["errors"][0]["extensions"]["code"]
        expected = Rejected if code[0].islower() else BY_CODE[code]
        with pytest.raises(expected):
            read(body)


def test_every_recorded_answer_with_a_denied_field_has_run() -> None:
    partial = [body for body in bodies() if "errors" in body and any_root(body)]
    assert partial
    for body in partial:
        assert len(read(body).warnings) == len(body["errors"])


def any_root(body: dict[str, Any]) -> bool:
    return any(value is not None for value in (body.get("data") or {}).values())


def test_every_recorded_user_error_keeps_its_words_and_its_place() -> None:
    lists = [found["userErrors"] for found in recorded() if found.get("userErrors")]
    assert len(lists) > 50
    for errors in lists:
        assert list(field_errors(errors)) == [
            FieldError(
                field=tuple(str(step) for step in error.get("field") or ()),
                message=error.get("message") or "refused without a message",
                code=error.get("code"),
            )
            for error in errors
        ]


def test_every_recorded_id_and_amount_is_readable() -> None:
    read_so_far = {"id": 0, "amount": 0}
    for found in recorded():
        if str(found.get("id", "")).startswith("gid://shopify/") and "{" not in found["id"]:
            assert Reader(found, "recorded").gid("id") == found["id"]
            read_so_far["id"] += 1
        if isinstance(found.get("amount"), str) and "currencyCode" in found:
            assert str(Reader(found, "recorded").amount("amount")) == found["amount"]
            read_so_far["amount"] += 1
    assert min(read_so_far.values()) > 100
