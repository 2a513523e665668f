"""Proof that a webhook comes from Shopify (facts 2.1)."""

import base64
import hmac
from collections.abc import Iterable


def webhook_is_genuine(raw_body: bytes, signature: str, secrets: Iterable[str]) -> bool:
    """Whether ``signature`` (the ``X-Shopify-Hmac-Sha256`` header) fits the bytes as received.

    ``secrets`` holds the current client secret and, for an hour after a rotation, the old one.
    The time taken says nothing about how much of a wrong signature was right.
    """
    given = signature.encode("utf-8", "replace")
    matches = [
        hmac.compare_digest(_signature(raw_body, secret), given) for secret in secrets if secret
    ]
    return any(matches)


def _signature(raw_body: bytes, secret: str) -> bytes:
    return base64.b64encode(hmac.digest(secret.encode(), raw_body, "sha256"))
