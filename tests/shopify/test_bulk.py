"""A whole catalogue by a bulk operation."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.errors import NotFound, PowerPactError, RateLimited, Rejected, Unavailable
from powerpact.shopify.bulk import (
    BulkOperation,
    download,
    read_export,
    read_operation,
    start_export,
)
from powerpact.shopify.operations import operation
from tests.shopify.catalogue_data import product, variant
from tests.shopify.scripted import Fault, HttpAnswer, ScriptedStore, data, hang_up, refused

GID = "gid://shopify/BulkOperation/1"
SIGNED = "/result?signature=secret"
URL = f"https://storage.example.com{SIGNED}"


def test_the_catalogue_document_is_what_the_operation_runs() -> None:
    started = {"bulkOperation": {"id": GID}, "userErrors": []}
    store = ScriptedStore(data(bulkOperationRunQuery=started))
    assert start_export(store.call) == GID
    assert store.variables() == {"query": operation("catalogue_export").document}


def test_a_store_that_runs_enough_operations_is_asked_again_later() -> None:
    body = refused("bulkOperationRunQuery", "Limit of 5 reached", "OPERATION_IN_PROGRESS")
    with pytest.raises(RateLimited):
        start_export(ScriptedStore(body).call)


def test_any_other_refusal_is_final() -> None:
    with pytest.raises(Rejected):
        start_export(ScriptedStore(refused("bulkOperationRunQuery", "No", "INVALID")).call)


def test_an_operation_says_how_far_it_is() -> None:
    body = {
        "id": GID,
        "status": "COMPLETED",
        "errorCode": None,
        "objectCount": "12345678901",
        "url": URL,
        "partialDataUrl": None,
    }
    found = read_operation(ScriptedStore(data(bulkOperation=body)).call, GID)
    assert found == BulkOperation(GID, "COMPLETED", None, URL, None, 12345678901)
    assert (found.completed, found.running) == (True, False)
    assert "secret" not in repr(found)


def test_an_operation_that_the_store_does_not_know_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_operation(ScriptedStore(data(bulkOperation=None)).call, GID)


def test_a_result_is_streamed_into_a_file(tmp_path: Path) -> None:
    store = ScriptedStore(HttpAnswer(200, content=b"{}\n" * 1000))
    assert download(store.http, store.base_url + SIGNED, tmp_path / "export.jsonl") == 3000
    assert (tmp_path / "export.jsonl").read_bytes() == b"{}\n" * 1000


def cut_short(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}\n")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (HttpAnswer(404), NotFound),
        (HttpAnswer(403), NotFound),
        (HttpAnswer(503), Unavailable),
        (HttpAnswer(302), Unavailable),
        (hang_up, Unavailable),
        (cut_short, Unavailable),
    ],
)
def test_a_result_that_cannot_be_read_is_gone_or_to_be_tried_again(
    answer: HttpAnswer | Fault, error: type[PowerPactError], tmp_path: Path
) -> None:
    store = ScriptedStore(answer)
    with pytest.raises(error) as raised:
        download(store.http, store.base_url + SIGNED, tmp_path / "export.jsonl")
    assert "secret" not in str(raised.value)


def test_a_result_without_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="no address"):
        download(ScriptedStore().http, "no-address", tmp_path / "export.jsonl")


def exported(number: int, *variants: int) -> list[dict[str, Any]]:
    """The lines of one product with a picture and variants."""
    parent = product(number)
    del parent["media"], parent["variants"]
    link = {"__parentId": parent["id"]}
    image = {"id": f"gid://shopify/MediaImage/{number}", "alt": "", "image": {"url": "https://c/a"}}
    return [parent, {**image, **link}, *({**variant(each), **link} for each in variants)]


CATALOGUE = [*exported(1, 10, 11), *exported(2, 20), *exported(3, 30, 31, 32)]


@given(st.permutations(CATALOGUE))
def test_children_may_stand_anywhere(lines: list[dict[str, Any]]) -> None:
    products = {found.id[-1]: found for found in read_export(map(json.dumps, lines))}
    positions = {key: [v.position for v in found.variants] for key, found in products.items()}
    assert positions == {"1": [10, 11], "2": [20], "3": [30, 31, 32]}
    assert [len(found.images) for found in products.values()] == [1, 1, 1]


def test_an_empty_result_holds_no_products() -> None:
    assert list(read_export(["", "\n"])) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "gid://shopify/Prod', "line 8"),
        ("[]", "line 8"),
        ("{}", "line 8"),
        (json.dumps({"id": "gid://shopify/Product/9"}), "line 8.options"),
        (json.dumps({**variant(1), "__parentId": "gid://shopify/Product/9"}), "line 8.*belongs"),
        (json.dumps({**variant(1), "__parentId": 9}), "line 8"),
        (json.dumps({**variant(1, price="?"), "__parentId": CATALOGUE[0]["id"]}), "line 8.price"),
        (json.dumps({"__parentId": CATALOGUE[0]["id"]}), "line 8.id"),
    ],
)
def test_a_bad_line_is_named_before_any_product_comes_out(line: str, said: str) -> None:
    good = [json.dumps(each) for each in CATALOGUE[:7]]
    with pytest.raises(Rejected, match=said):
        read_export([*good, line])
