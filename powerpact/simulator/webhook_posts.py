"""One POST of one webhook: its headers, its signature, its time limits. Platform facts 2.1."""

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import datetime

import aiohttp

CONNECT_SECONDS = 1
TOTAL_SECONDS = 5


@dataclass(frozen=True)
class Parcel:
    """What is sent, byte for byte the same on every try.

    `webhook_id` belongs to the delivery; `event_id` is shared by all deliveries that one action
    of the merchant caused.
    """

    webhook_id: str
    event_id: str
    shop: str
    topic: str
    api_version: str
    triggered_at: datetime
    uri: str
    body: bytes


@dataclass(frozen=True)
class Try:
    """How one POST went: the HTTP status, or why there was none. `seconds` are real ones."""

    at: datetime
    status: int | None
    fault: str | None
    seconds: float

    @property
    def succeeded(self) -> bool:
        """Only 2xx counts; a redirect is a failure."""
        return self.status is not None and 200 <= self.status < 300


def signature(body: bytes, secret: str) -> str:
    """Base64 of the HMAC-SHA256 of the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(parcel: Parcel, secret: str) -> dict[str, str]:
    """All headers of a delivery."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": parcel.topic,
        "X-Shopify-Hmac-Sha256": signature(parcel.body, secret),
        "X-Shopify-Shop-Domain": parcel.shop,
        "X-Shopify-API-Version": parcel.api_version,
        "X-Shopify-Webhook-Id": parcel.webhook_id,
        "X-Shopify-Event-Id": parcel.event_id,
        "X-Shopify-Triggered-At": parcel.triggered_at.isoformat().replace("+00:00", "Z"),
    }


async def post(session: aiohttp.ClientSession, parcel: Parcel, secret: str, at: datetime) -> Try:
    """Send a parcel once. Never raises for what the other side does."""
    started = time.monotonic()
    status, fault = None, None
    try:
        async with session.post(
            parcel.uri,
            data=parcel.body,
            headers=headers(parcel, secret),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS),
        ) as answer:
            status = answer.status
            await answer.read()
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        fault = f"{type(problem).__name__}: {problem}".rstrip(": ")
    return Try(at, status, fault, time.monotonic() - started)
