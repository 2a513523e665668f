"""Every row of the platform facts 9.1 and 9.2, and anything else that JSON can say."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from powerpact.errors import (
    NotFound,
    PowerPactError,
    RateLimited,
    Rejected,
    ScopeMissing,
    StoreUnavailable,
    Unauthorized,
    Unavailable,
    Unclear,
)
from powerpact.shopify.call import Answer
from powerpact.shopify.cost import Throttled
from tests.shopify.scripted import HttpAnswer, ScriptedStore

READ, WRITE = "shop_identity", "order_create"


def answer_to(operation: str, *answers: dict[str, Any] | HttpAnswer) -> Answer:
    return ScriptedStore(*answers).call(operation, {})


def top_level(code: str | None, root: str | None = "orderCreate", **more: Any) -> dict[str, Any]:
    """A body with one top-level error; its root field is null, or absent when None."""
    error: dict[str, Any] = {"message": f"about {code}", "path": [root]}
    if code:
        error["extensions"] = {"code": code}
    body: dict[str, Any] = {"errors": [error], **more}
    if root:
        body["data"] = {root: None}
    return body


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"errors": {"query": "Required parameter missing or invalid"}}, Rejected),
        (401, {"errors": "[API] Invalid API key or access token"}, Unauthorized),
        (
            402,
            {"errors": "This shop's plan does not have access to this feature"},
            StoreUnavailable,
        ),
        (403, {"errors": "User does not have access"}, StoreUnavailable),
        (
            403,
            {"errors": "Non-expiring access tokens are no longer accepted for the Admin API."},
            Unauthorized,
        ),
        (404, {"errors": "Not Found"}, StoreUnavailable),
        (406, None, Rejected),
        (414, None, Rejected),
        (415, None, Rejected),
        (422, {"errors": "bad"}, Rejected),
        (423, {"errors": "This shop is unavailable"}, StoreUnavailable),
        (429, {"errors": "Exceeded 2 calls per second for api client."}, RateLimited),
        (430, None, StoreUnavailable),
        (301, None, Rejected),
    ],
)
@pytest.mark.parametrize("operation", [READ, WRITE])
def test_a_refusing_status_means_that_nothing_ran(
    operation: str, status: int, body: object, error: type[PowerPactError]
) -> None:
    with pytest.raises(error) as raised:
        answer_to(operation, HttpAnswer(status, json=body))
    assert type(raised.value) is error


@pytest.mark.parametrize("status", [204, 408, 500, 502, 503, 504, 599])
def test_a_failing_status_leaves_a_write_unclear_and_a_read_to_be_repeated(status: int) -> None:
    html = HttpAnswer(status, content=b"<h1>Bad gateway</h1>")
    with pytest.raises(Unclear):
        answer_to(WRITE, html)
    with pytest.raises(Unavailable):
        answer_to(READ, html)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[1]", b'{"data": NaN}', b"[" * 100_000])
def test_an_answer_that_is_no_json_object_leaves_a_write_unclear(body: bytes) -> None:
    with pytest.raises(Unclear):
        answer_to(WRITE, HttpAnswer(200, content=body))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("4.0", 4.0),
        ("0", 0.0),
        ("soon", 2.0),
        ("-1", 2.0),
        ("nan", 2.0),
        ("inf", 2.0),
        ("1e9", 3600),
    ],
)
def test_retry_after_may_be_a_fraction_and_nonsense_has_a_default(
    header: str, seconds: float
) -> None:
    with pytest.raises(RateLimited) as raised:
        answer_to(READ, HttpAnswer(429, headers={"Retry-After": header}))
    assert raised.value.retry_after == seconds


def throttled(throttle: object, requested: object = 862) -> dict[str, Any]:
    cost = {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": throttle}
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    return {"errors": [error], "extensions": {"cost": cost}}


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (throttled({"currentlyAvailable": 572, "restoreRate": 200.0}), 1.45),
        (throttled({"currentlyAvailable": 861.5, "restoreRate": 200.0}), 1.0),
        (throttled({"currentlyAvailable": 2000, "restoreRate": 100}), 1.0),
        (throttled({"currentlyAvailable": 0, "restoreRate": 0.0001}), 60.0),
        (throttled({"currentlyAvailable": 0, "restoreRate": 0}), 2.0),
        (throttled({"currentlyAvailable": "much", "restoreRate": True}), 2.0),
        (throttled(None, requested=None), 2.0),
        (throttled([], requested=10**400), 2.0),
        ({"errors": throttled({})["errors"]}, 2.0),
    ],
)
def test_throttling_says_when_the_allowance_is_back(body: dict[str, Any], seconds: float) -> None:
    for operation in (READ, WRITE):
        with pytest.raises(RateLimited) as raised:
            answer_to(operation, body)
        assert raised.value.retry_after == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (top_level("MAX_COST_EXCEEDED", root=None), Rejected),
        (top_level("BAD_REQUEST"), Rejected),
        (top_level("INVALID_FIELD_ARGUMENTS"), Rejected),
        (top_level("INVALID_VARIABLE", root=None), Rejected),
        (top_level("undefinedField", root=None), Rejected),
        (top_level("argumentLiteralsIncompatible", root=None), Rejected),
        (top_level("RESOURCE_NOT_FOUND"), NotFound),
        (top_level("NOT_FOUND"), NotFound),
        (top_level("ACCESS_DENIED"), ScopeMissing),
        (top_level("SHOP_INACTIVE", root=None), StoreUnavailable),
        (top_level("INTERNAL_SERVER_ERROR", root=None), Unclear),
        (top_level("INTERNAL_SERVER_ERROR"), Unclear),
        (top_level("THROTTLED"), Unclear),
        (top_level("SOMETHING_NEW"), Unclear),
        (top_level("SOMETHING_NEW", root=None), Unclear),
        (top_level(None), Unclear),
        ({"errors": "oh no"}, Unclear),
        ({"errors": {"base": ["oh no"]}}, Unclear),
        ({"data": None}, Unclear),
        ({}, Unclear),
    ],
)
def test_a_write_is_unclear_unless_it_is_known_not_to_have_run(
    body: dict[str, Any], error: type[PowerPactError]
) -> None:
    with pytest.raises(error) as raised:
        answer_to(WRITE, body)
    assert type(raised.value) is error


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (top_level("INTERNAL_SERVER_ERROR", root="shop"), Unavailable),
        (top_level("THROTTLED", root="shop"), Throttled),
        (top_level("ACCESS_DENIED", root="shop"), ScopeMissing),
        (top_level("SOMETHING_NEW", root="shop"), Rejected),
        (top_level(None, root="shop"), Unavailable),
        ({"data": None}, Unavailable),
    ],
)
def test_a_read_is_never_unclear(body: dict[str, Any], error: type[PowerPactError]) -> None:
    with pytest.raises(error) as raised:
        answer_to(READ, body)
    assert type(raised.value) is error


def test_one_unclear_error_among_others_makes_the_write_unclear() -> None:
    body = top_level("ACCESS_DENIED")
    body["errors"] += top_level("INTERNAL_SERVER_ERROR")["errors"]
    with pytest.raises(Unclear):
        answer_to(WRITE, body)


def test_a_denied_field_below_a_write_that_ran_is_a_warning() -> None:
    denied = {
        "message": "Access denied for email field.",
        "path": ["orderCreate", "order", "email"],
        "extensions": {"code": "ACCESS_DENIED"},
    }
    with capture_logs() as logs:
        answer = answer_to(WRITE, {"data": {"orderCreate": {"order": {}}}, "errors": [denied]})
    assert logs[0]["missing"] == ["orderCreate.order.email"]
    assert answer.data == {"orderCreate": {"order": {}}}
    assert [warning.field for warning in answer.warnings] == [("orderCreate", "order", "email")]


def test_a_read_that_is_partly_broken_is_read_again() -> None:
    broken = {"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}
    with pytest.raises(Unavailable):
        answer_to(READ, {"data": {"shop": {"name": None}}, "errors": [broken]})


def test_the_scope_that_is_missing_is_named() -> None:
    message = "Access denied for orderCreate field. Required access: `write_orders` access scope."
    body = top_level("ACCESS_DENIED")
    body["errors"][0]["message"] = message
    with pytest.raises(ScopeMissing, match="write_orders"):
        answer_to(WRITE, body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
near_misses = st.fixed_dictionaries(
    {},
    optional={
        "data": anything | st.dictionaries(st.sampled_from(["shop", "orderCreate"]), anything),
        "errors": anything
        | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "message": anything,
                    "path": anything,
                    "extensions": anything
                    | st.fixed_dictionaries(
                        {"code": anything | st.sampled_from(["THROTTLED", "ACCESS_DENIED"])}
                    ),
                },
            )
        ),
        "extensions": anything
        | st.fixed_dictionaries(
            {},
            optional={
                "search": anything
                | st.lists(st.fixed_dictionaries({"warnings": anything | st.lists(anything)})),
                "cost": anything
                | st.fixed_dictionaries(
                    {"requestedQueryCost": anything, "throttleStatus": anything}
                ),
            },
        ),
    },
)


@given(
    operation=st.sampled_from([READ, WRITE]),
    status=st.sampled_from([200]) | st.integers(200, 599),
    body=near_misses | anything,
)
def test_whatever_shopify_says_is_an_answer_or_one_of_our_errors(
    operation: str, status: int, body: object
) -> None:
    content = json.dumps(body).encode()
    call = ScriptedStore(HttpAnswer(status, content=content)).call
    outcome: Answer | PowerPactError
    try:
        outcome = call(operation, {})
    except PowerPactError as error:
        outcome = error
    assert str(outcome)
