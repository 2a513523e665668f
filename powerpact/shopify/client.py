"""Sends one operation to one store and sorts the answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from urllib3 import BaseHTTPResponse, PoolManager

from powerpact.errors import FieldError, Malformed, PowerPactError
from powerpact.shopify.call import Answer, Call
from powerpact.shopify.connections import post
from powerpact.shopify.cost import cost_of
from powerpact.shopify.failures import http_failure, lost, top_level_errors, top_level_failure
from powerpact.shopify.operations import Operation, operation
from powerpact.shopify.parsing.reader import parse_json
from powerpact.shopify.version import API_VERSION

log = structlog.get_logger(__name__)

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Access:
    """One store's door: its domain, the address its API is under, and a token (never shown).

    ``base_url`` is ``https://shop.myshopify.com``, or with the simulator
    ``http://127.0.0.1:PORT/shop.myshopify.com``.
    """

    shop: str
    base_url: str
    token: str = field(repr=False)


class ShopifyClient:
    """Runs operations in stores; safe to share between threads."""

    def __init__(self, http: PoolManager) -> None:
        self._http = http
        self._warned_of_version: set[str] = set()

    def bound_to(self, access: Access) -> Call:
        """This client and one store, as the ``Call`` that every gateway takes first."""
        return partial(self.execute, access)

    def execute(self, access: Access, name: str, variables: Mapping[str, object]) -> Answer:
        """The store's answer to the operation of that name.

        Raises one of ``powerpact.errors`` for everything else, never retries, and keeps token,
        variables and bodies out of logs and errors.
        """
        sent = operation(name)
        response = post(
            self._http,
            f"{access.base_url}/admin/api/{API_VERSION}/graphql.json",
            b'{"query":%b,"variables":%b}' % (sent.encoded, encoded(variables)),
            headers={"X-Shopify-Access-Token": access.token},
            is_mutation=sent.is_mutation,
        )
        self._compare_version(access.shop, response)
        answer = _answer(response, sent)
        if answer.warnings:
            missing = [".".join(warning.field) for warning in answer.warnings]
            log.warning("shopify_answer_incomplete", shop=access.shop, sent=name, missing=missing)
        return answer

    def _compare_version(self, shop: str, response: BaseHTTPResponse) -> None:
        """Say once per store that Shopify answered in another version (facts 7)."""
        served = response.headers.get("x-shopify-api-version")
        if served and served != API_VERSION and shop not in self._warned_of_version:
            self._warned_of_version.add(shop)
            log.warning("shopify_api_version_differs", shop=shop, asked=API_VERSION, served=served)


def encoded(fields: Mapping[str, object]) -> bytes:
    """An object as JSON; a ``ValueError`` for a number that is none is our mistake."""
    return _ENCODER.encode(dict(fields)).encode()


def _answer(response: BaseHTTPResponse, sent: Operation) -> Answer:
    """The answer of a request that ran, else the error that its shape means."""
    body = parsed_or_none(response)
    failure = _failure(response, body, sent)
    if failure:
        raise failure
    content = body if isinstance(body, dict) else {}
    return Answer(
        data=content["data"],
        cost=cost_of(content.get("extensions")),
        request_id=response.headers.get("x-request-id", ""),
        api_version=response.headers.get("x-shopify-api-version", ""),
        warnings=tuple(_warnings(content)),
    )


def _failure(response: BaseHTTPResponse, body: object, sent: Operation) -> PowerPactError | None:
    is_mutation = sent.is_mutation
    failed = http_failure(response.status, response.headers, body, is_mutation=is_mutation)
    if failed:
        return failed
    if not isinstance(body, dict):
        return lost(is_mutation, "Shopify's answer was not JSON")
    return top_level_failure(body, is_mutation=is_mutation)


def parsed_or_none(response: BaseHTTPResponse) -> object:
    """The body as JSON; None for what is not JSON, such as the HTML of a gateway error."""
    try:
        return parse_json(response.data)
    except Malformed:
        return None


def _warnings(body: Mapping[str, Any]) -> Iterator[FieldError]:
    """What is missing from an answer that did run: denied fields, ignored search terms."""
    for error in top_level_errors(body):
        yield error.as_field_error()
    extensions = body.get("extensions")
    searches = extensions.get("search") if isinstance(extensions, dict) else None
    for search in searches if isinstance(searches, list) else []:
        warnings = search.get("warnings") if isinstance(search, dict) else None
        for warning in warnings if isinstance(warnings, list) else []:
            if isinstance(warning, dict):
                field_name = str(warning.get("field"))
                message, code = str(warning.get("message")), str(warning.get("code"))
                yield FieldError(("search", field_name), message, code)
