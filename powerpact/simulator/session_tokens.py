"""ID tokens (session tokens) as Shopify mints them for an embedded app: platform facts 1.2."""

import base64
import binascii
import hashlib
import hmac
import json
import time
import uuid
from typing import Any

LIFETIME_SECONDS = 60


class InvalidSessionToken(ValueError):
    """The token is not one that we minted for this app and shop, or its minute is over."""


def mint(
    shop: str,
    *,
    client_id: str,
    client_secret: str,
    user_id: int = 1,
    lifetime: float = LIFETIME_SECONDS,
) -> str:
    """A JWT, HS256, for one user of one shop.

    `lifetime` is in seconds of real time, not of the simulator's clock: the app that checks it
    looks at its own watch. A negative one gives a token that has expired already.
    """
    now = int(time.time())
    claims = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": client_id,
        "sub": str(user_id),
        "exp": now + int(lifetime),
        "nbf": now + min(int(lifetime), 0) - 1,
        "iat": now + min(int(lifetime), 0) - 1,
        "jti": str(uuid.uuid4()),
        "sid": uuid.uuid4().hex,
    }
    signed = f"{_segment({'alg': 'HS256', 'typ': 'JWT'})}.{_segment(claims)}"
    return f"{signed}.{_signature(signed, client_secret)}"


def read(token: str, *, shop: str, client_id: str, client_secret: str) -> dict[str, Any]:
    """The claims of a token that we minted for this shop; InvalidSessionToken otherwise."""
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(signed, client_secret).encode()):
        raise InvalidSessionToken("The signature is not ours.")
    claims = _claims(signed)
    if claims.get("aud") != client_id or claims.get("dest") != f"https://{shop}":
        raise InvalidSessionToken("It was minted for another app or another shop.")
    if claims.get("exp", 0) <= time.time():
        raise InvalidSessionToken("It has expired.")
    return claims


def _claims(signed: str) -> dict[str, Any]:
    try:
        payload = signed.split(".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    except (IndexError, binascii.Error, ValueError) as fault:
        raise InvalidSessionToken("It is not a JWT.") from fault
    return claims


def _segment(content: dict[str, Any]) -> str:
    return _base64url(json.dumps(content, separators=(",", ":")).encode())


def _signature(signed: str, secret: str) -> str:
    return _base64url(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
