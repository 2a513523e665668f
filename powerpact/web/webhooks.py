"""Shopify's webhooks: verify, store, wake, answer (house rule 1).

They are answered ahead of Flask, whose dispatch and extensions cost more than all else: as a view
the same code took in 1,100 a second over 16 connections instead of 3,600.
"""

import json
from collections.abc import Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import MethodNotAllowed

from powerpact.config import Settings
from powerpact.errors import Malformed, ServiceAway
from powerpact.services.gathering import Gathering
from powerpact.services.inbox import Delivery, Inbox
from powerpact.shopify.signatures import webhook_is_genuine
from powerpact.tasks.publishing import wake_inbox
from powerpact.web.headers import HEADERS

PATH = "/webhooks"
LARGEST = 2 * 1024 * 1024  # bytes of a body
LONGEST = 255  # characters of a header that we keep
NEEDED = ("X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-Webhook-Id")
OPTIONAL = ("X-Shopify-Event-Id", "X-Shopify-API-Version", "X-Shopify-Triggered-At")
SIGNATURE = "X-Shopify-Hmac-Sha256"
KEYS = {  # as WSGI spells them
    name: f"HTTP_{name.upper().replace('-', '_')}" for name in (*NEEDED, *OPTIONAL, SIGNATURE)
}

webhooks = Blueprint("webhooks", __name__)


@webhooks.route(
    PATH,
    methods=["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"],
    provide_automatic_options=False,
)
def refuse() -> ResponseReturnValue:
    """405 for whatever is not a POST; those never come this far."""
    raise MethodNotAllowed(valid_methods=["POST"])


def open_door(app: Flask) -> None:
    """Have `POST /webhooks` answered before the application is asked; the rest is its own."""
    settings: Settings = app.config["SETTINGS"]
    door = app.extensions["webhook_door"] = Door(app.wsgi_app, settings)
    app.wsgi_app = door  # type: ignore[method-assign]  # Flask's own way to wrap it


class Refusal(Exception):
    """The request is no delivery that we keep."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


class Door:
    """Answers `POST /webhooks` itself and hands every other request to the application."""

    def __init__(self, application: WSGIApplication, settings: Settings) -> None:
        self._application = application
        # Beside the requests: a Redis that is slow keeps no delivery waiting. A hundred times a
        # second is often enough; a ring for each delivery was a sixth of the time it took.
        self._waking = Gathering[set[str]](_wake, most=1000, rest=0.01)
        self._inbox = Inbox(settings.database_url.get_secret_value(), self._waking.put)
        self._secrets = [each.get_secret_value() for each in settings.shopify_client_secrets]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """200 once the delivery's row is committed, or was before (I5).

        401 for a signature that is not ours, 400 without the headers that name the delivery, 413
        over 2 MB, 503 when PostgreSQL is away: Shopify then tries again.
        """
        if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
            return self._application(environ, start_response)
        try:
            self._inbox.keep(self._delivery(environ))
        except Refusal as refusal:
            return _refused(start_response, refusal.status, refusal.sentence)
        except Malformed as fault:
            return _refused(start_response, HTTPStatus.BAD_REQUEST, str(fault))
        except ServiceAway:
            sentence = "the delivery could not be kept; send it again"
            return _refused(start_response, HTTPStatus.SERVICE_UNAVAILABLE, sentence)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return ()

    def close(self) -> None:
        """Wait until all deliveries are kept and told, and close the connection."""
        self._inbox.close()
        self._waking.close()

    def _delivery(self, environ: WSGIEnvironment) -> Delivery:
        body = _body(environ)
        if not webhook_is_genuine(body, environ.get(KEYS[SIGNATURE], ""), self._secrets):
            raise Refusal(HTTPStatus.UNAUTHORIZED, "the signature does not match the body")
        topic, shop_domain, delivery_id = (environ.get(KEYS[name], "") for name in NEEDED)
        if not (topic and shop_domain and delivery_id):
            missing = ", ".join(name for name in NEEDED if not environ.get(KEYS[name]))
            raise Refusal(HTTPStatus.BAD_REQUEST, f"missing headers: {missing}")
        optional = [environ.get(KEYS[name], "") for name in OPTIONAL]
        if max(map(len, (topic, shop_domain, delivery_id, *optional))) > LONGEST:
            raise Refusal(HTTPStatus.BAD_REQUEST, f"a header is over {LONGEST} characters long")
        return Delivery(delivery_id, topic, shop_domain.lower(), body, *optional)


def _wake(queues: list[set[str]]) -> None:
    wake_inbox(set().union(*queues))


def _body(environ: WSGIEnvironment) -> bytes:
    """The bytes that are signed. Raises Refusal for more than we take."""
    told = int(environ.get("CONTENT_LENGTH") or 0)
    if told <= LARGEST:
        # A chunked body has no length but an end; one byte beyond the limit is enough to know.
        chunked = not told and environ.get("wsgi.input_terminated")
        body: bytes = environ["wsgi.input"].read(LARGEST + 1 if chunked else told)
        if len(body) <= LARGEST:
            return body
    raise Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is over the limit of 2 MB")


def _refused(start_response: StartResponse, status: HTTPStatus, sentence: str) -> list[bytes]:
    body = json.dumps({"error": sentence}).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(f"{status.value} {status.phrase}", [*headers, *HEADERS.items()])
    return [body]
