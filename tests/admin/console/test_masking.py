"""What staff see of a webhook's body."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from powerpact.admin.console.masking import HIDDEN, masked

EXAMPLES = Path(__file__).parents[4] / "shared/shopify/webhooks/metadatas"
PERSONAL = frozenset(
    """
    customer billing_address shipping_address default_address destination origin_address
    email contact_email phone first_name last_name address1 address2 city zip latitude longitude
    note note_attributes browser_ip client_details order_status_url token shop_owner customer_email
    """.split()
)


def _texts(value: Any) -> set[str]:
    """Every text in a JSON value; currency codes are as short as texts get that mean nothing."""
    if isinstance(value, dict):
        return set[str]().union(*(_texts(inner) for inner in value.values()))
    if isinstance(value, list):
        return set[str]().union(*(_texts(inner) for inner in value))
    return {value} if isinstance(value, str) and len(value) > 3 else set()


def _personal(value: Any) -> set[str]:
    """Every text under a field that tells who the shopper is."""
    if isinstance(value, list):
        return set[str]().union(*(_personal(inner) for inner in value))
    if not isinstance(value, dict):
        return set()
    return set[str]().union(
        *(_texts(inner) if key in PERSONAL else _personal(inner) for key, inner in value.items())
    )


@pytest.mark.skipif(
    not EXAMPLES.exists() and "CI" not in os.environ, reason="Shopify's examples are not here"
)
def test_no_personal_text_of_shopifys_examples_is_shown() -> None:
    bodies = [json.loads(path.read_text())["response"] for path in EXAMPLES.rglob("*.json")]
    personal = set[str]().union(*(_personal(body) for body in bodies))
    shown = set[str]().union(*(_texts(masked(json.dumps(body).encode())) for body in bodies))

    assert len(personal) > 20
    assert personal & shown == set()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"name": "#1001", "email": "a@b.c"}, {"name": "#1001", "email": HIDDEN}),
        ({"customer": {"id": 1}}, {"customer": HIDDEN}),
        ({"customer": None, "note_attributes": []}, {"customer": None, "note_attributes": []}),
        ({"invented_by_shopify": "x"}, {"invented_by_shopify": HIDDEN}),
        ({"price_set": {"shop_money": {"amount": "1"}}},) * 2,
        (
            {"line_items": [{"title": "Pot", "properties": [{"value": "For Ada"}]}]},
            {"line_items": [{"title": "Pot", "properties": HIDDEN}]},
        ),
    ],
)
def test_only_named_fields_are_shown(body: object, shown: object) -> None:
    assert masked(json.dumps(body).encode()) == shown


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"not json", b"[" * 100_000])
def test_what_is_no_json_is_not_shown(body: bytes) -> None:
    assert masked(body) is None
