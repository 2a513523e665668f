"""Shopify's webhooks: verify, store, enqueue, answer (house rule 1)."""

from flask import Blueprint, Request, current_app, request
from flask.typing import ResponseReturnValue

from powerpact.errors import ServiceAway
from powerpact.services.inbox import Delivery, keep
from powerpact.shopify.signatures import webhook_is_genuine
from powerpact.shopify.topics import queue_of
from powerpact.tasks.publishing import wake_inbox

webhooks = Blueprint("webhooks", __name__)

NEEDED = ("X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-Webhook-Id")


@webhooks.post("/webhooks")
def receive() -> ResponseReturnValue:
    """200 once the delivery's row is committed, or was before (I5).

    401 for a signature that is not ours, 400 without the headers that name the delivery, 413 over
    2 MB, 503 when PostgreSQL is away: Shopify then tries again.
    """
    body = request.get_data(cache=False)
    secrets = [s.get_secret_value() for s in current_app.config["SETTINGS"].shopify_client_secrets]
    if not webhook_is_genuine(body, request.headers.get("X-Shopify-Hmac-Sha256", ""), secrets):
        return {"error": "the signature does not match the body"}, 401
    missing = [name for name in NEEDED if not request.headers.get(name)]
    if missing:
        return {"error": f"missing headers: {', '.join(missing)}"}, 400
    try:
        event_id = keep(_delivery(request, body))
    except ServiceAway:
        return {"error": "the delivery could not be kept; send it again"}, 503
    if event_id is not None:
        wake_inbox([queue_of(request.headers["X-Shopify-Topic"])])
    return "", 200


def _delivery(incoming: Request, body: bytes) -> Delivery:
    header = incoming.headers.get
    return Delivery(
        delivery_id=header("X-Shopify-Webhook-Id", ""),
        topic=header("X-Shopify-Topic", ""),
        shop_domain=header("X-Shopify-Shop-Domain", "").lower(),
        event_id=header("X-Shopify-Event-Id", ""),
        api_version=header("X-Shopify-API-Version", ""),
        triggered_at=header("X-Shopify-Triggered-At", ""),
        body=body,
    )
