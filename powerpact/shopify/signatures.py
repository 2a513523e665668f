"""Proof that a webhook (facts 2.1) or a query (facts 1.5) comes from Shopify."""

import base64
import hmac
from collections.abc import Iterable, Sequence


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


def query_is_genuine(pairs: Sequence[tuple[str, str]], secrets: Iterable[str]) -> bool:
    """Whether the query, as decoded pairs, was signed by Shopify: its ``hmac`` is hex (facts 1.5).

    A name that comes twice is nobody's: who reads one of the two might read the other one than was
    meant. So is a ``signature``, which belongs to another kind of request.
    """
    values = dict(pairs)
    given = values.pop("hmac", "")
    if len(values) + 1 != len(pairs) or "signature" in values:
        return False
    message = "&".join(sorted(map(_escaped, values.items()))).encode("utf-8", "surrogatepass")
    matches = [
        hmac.compare_digest(
            hmac.digest(secret.encode(), message, "sha256").hex().encode(),
            given.encode("utf-8", "replace"),
        )
        for secret in secrets
        if secret
    ]
    return any(matches)


def _escaped(pair: tuple[str, str]) -> str:
    """Delimiters are escaped, so that no value can pretend to be more pairs."""
    name, value = pair
    name = name.replace("%", "%25").replace("=", "%3D")
    return f"{name}={value.replace('%', '%25')}".replace("&", "%26")
