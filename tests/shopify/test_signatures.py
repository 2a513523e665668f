"""Which bodies are Shopify's."""

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.shopify.signatures import webhook_is_genuine

BODY = b'{"id": 1, "note": "caf\xc3\xa9"}'


def signed(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def test_a_body_signed_with_the_secret_is_genuine() -> None:
    assert webhook_is_genuine(BODY, signed(BODY, "now"), ["now"])


def test_a_body_signed_with_the_secret_before_a_rotation_is_genuine() -> None:
    assert webhook_is_genuine(BODY, signed(BODY, "before"), ["now", "before"])


@pytest.mark.parametrize(
    "signature",
    ["", "é", "\udcff", "=" * 44, signed(BODY, "other"), signed(BODY, "now").rstrip("=")],
)
def test_any_other_signature_is_refused(signature: str) -> None:
    assert not webhook_is_genuine(BODY, signature, ["now"])


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not webhook_is_genuine(BODY, signed(BODY, ""), [""])


@given(body=st.binary(), place=st.integers(0), secret=st.text("abc", min_size=1))
def test_a_body_changed_in_one_place_is_refused(body: bytes, place: int, secret: str) -> None:
    changed = bytearray(body or b"\0")
    changed[place % len(changed)] ^= 1
    assert webhook_is_genuine(body, signed(body, secret), [secret])
    assert not webhook_is_genuine(bytes(changed), signed(body, secret), [secret])
