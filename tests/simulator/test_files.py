"""Results of bulk operations as they are fetched."""

import httpx
import pytest

from powerpact.simulator.control_client import SimulatorClient

from .conftest import Store

START = """mutation { bulkOperationRunQuery(
    groupObjects: false, query: "{ products { edges { node { id title } } } }"
) { bulkOperation { id } userErrors { message } } }"""
LOOK = "query ($id: ID!) { bulkOperation(id: $id) { status url } }"


@pytest.fixture
def url(store: Store, control: SimulatorClient) -> str:
    """Where the result of an export of two products lies."""
    for title in ("Mug", "Bowl"):
        control.create_product(store.shop, title, price="10.00")
    started = store.query(START).json()["data"]["bulkOperationRunQuery"]["bulkOperation"]
    for _ in range(2):
        control.advance(5)
        found = store.query(LOOK, variables={"id": started["id"]}).json()["data"]["bulkOperation"]
    assert found["status"] == "COMPLETED"
    return str(found["url"])


def fetch(url: str, **headers: str) -> httpx.Response:
    return httpx.get(url, headers=headers, trust_env=False)


def test_the_rest_of_a_file_is_had_by_its_range(url: str) -> None:
    whole = fetch(url)
    rest = fetch(url, Range="bytes=10-", **{"If-Range": whole.headers["ETag"]})
    assert (whole.status_code, rest.status_code) == (200, 206)
    assert rest.content == whole.content[10:]
    size = len(whole.content)
    assert rest.headers["Content-Range"] == f"bytes 10-{size - 1}/{size}"


def test_another_file_than_was_begun_comes_whole(url: str) -> None:
    answer = fetch(url, Range="bytes=10-", **{"If-Range": '"another"'})
    assert (answer.status_code, answer.content) == (200, fetch(url).content)


def test_a_range_behind_the_end_is_refused(url: str) -> None:
    assert fetch(url, Range="bytes=100000-").status_code == 416


def test_a_cut_connection_brings_half_of_the_file(
    url: str, store: Store, control: SimulatorClient
) -> None:
    control.add_fault("answer_lost", shop=store.shop, operation="file", count=1)
    received = bytearray()
    with httpx.stream("GET", url, trust_env=False) as answer:
        pieces = map(received.extend, answer.iter_bytes())
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)
    assert received == fetch(url).content[: len(received)]
    assert 0 < len(received) < len(fetch(url).content)


def test_a_fault_on_everything_does_not_touch_files(
    url: str, store: Store, control: SimulatorClient
) -> None:
    control.add_fault("server_error", shop=store.shop)
    assert fetch(url).status_code == 200
    control.add_fault("server_error", shop=store.shop, operation="file", status=503)
    assert fetch(url).status_code == 503


def leave(store: Store, control: SimulatorClient, *fields: tuple[str, str]) -> httpx.Response:
    """Upload a form of these fields, a file among them."""
    parts = [
        (name, ("x.jsonl", value) if name == "file" else (None, value)) for name, value in fields
    ]
    address = f"{control.base_url}/_uploads/{store.shop}"
    return httpx.post(address, files=parts, trust_env=False)


def test_what_comes_behind_the_file_is_not_read(store: Store, control: SimulatorClient) -> None:
    assert leave(store, control, ("key", "a/b"), ("file", "{}")).status_code == 201
    assert leave(store, control, ("file", "{}"), ("key", "a/b")).status_code == 400


def test_an_upload_can_be_refused(store: Store, control: SimulatorClient) -> None:
    control.add_fault("server_error", shop=store.shop, operation="upload", status=403, count=1)
    form = ("key", "a/b"), ("file", "{}")
    assert [leave(store, control, *form).status_code for _ in range(2)] == [403, 201]
