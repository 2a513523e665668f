"""What goes over the wire, what comes back whole, and what a broken connection means."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import httpx
import pytest
from structlog.testing import capture_logs

from powerpact.errors import PowerPactError, Rejected, Unavailable, Unclear
from powerpact.shopify.client import Access, ShopifyClient, pooled_http
from powerpact.shopify.version import API_VERSION
from tests.shopify.scripted import ACCESS, TOKEN, ScriptedStore, data


def test_an_operation_is_posted_to_the_pinned_version_with_the_stores_token() -> None:
    store = ScriptedStore(data(productOperation=None))
    store.call("product_operation", {"id": "gid://shopify/ProductSetOperation/1"})
    assert store.urls == [f"https://partner.myshopify.com/admin/api/{API_VERSION}/graphql.json"]
    assert store.headers[0]["X-Shopify-Access-Token"] == TOKEN
    assert store.variables() == {"id": "gid://shopify/ProductSetOperation/1"}
    assert store.sent[0]["query"].startswith("query ProductOperation")


def test_an_answer_carries_its_cost_its_request_id_and_exact_numbers() -> None:
    body = (
        '{"data": {"shop": {"rate": 0.1}}, "extensions": {"cost": {"requestedQueryCost": 2,'
        ' "actualQueryCost": 2, "throttleStatus": {"maximumAvailable": 4000.0,'
        ' "currentlyAvailable": 3998, "restoreRate": 200.0}}}}'
    )
    headers = {"X-Request-Id": "r-1", "X-Shopify-API-Version": API_VERSION}
    answer = ScriptedStore(httpx.Response(200, text=body, headers=headers)).call("app_scopes", {})
    assert answer.data["shop"]["rate"] == Decimal("0.1")
    assert answer.cost is not None
    assert (answer.cost.actual, answer.cost.available, answer.cost.restore_rate) == (2, 3998, 200)
    assert (answer.request_id, answer.api_version) == ("r-1", API_VERSION)


def test_a_search_term_that_shopify_ignored_is_a_warning() -> None:
    warning = {"field": "x", "message": "Invalid search field.", "code": "invalid_field"}
    search = [{"path": ["orders"], "query": "x:1", "warnings": [warning]}]
    answer = ScriptedStore({"data": {"orders": {}}, "extensions": {"search": search}}).call(
        "orders_search", {}
    )
    assert [ignored.field for ignored in answer.ignored_search_terms] == [("search", "x")]


def test_an_answer_of_another_version_is_logged_once_per_store() -> None:
    served = {"X-Shopify-API-Version": "2026-07"}
    store = ScriptedStore(
        *(httpx.Response(200, headers=served, json=data(shop={})) for _ in range(3))
    )
    client, other = ShopifyClient(store.http), Access("b.myshopify.com", "https://b", TOKEN)
    with capture_logs() as logs:
        for access in (ACCESS, ACCESS, other):
            client.execute(access, "shop_identity", {})
    assert [(line["shop"], line["served"]) for line in logs] == [
        ("partner.myshopify.com", "2026-07"),
        ("b.myshopify.com", "2026-07"),
    ]


def test_the_token_is_not_shown() -> None:
    assert TOKEN not in repr(ACCESS)


@pytest.mark.parametrize(
    ("problem", "write", "read"),
    [
        (httpx.ConnectError("refused"), Unavailable, Unavailable),
        (httpx.ConnectTimeout("slow"), Unavailable, Unavailable),
        (httpx.PoolTimeout("busy"), Unavailable, Unavailable),
        (httpx.ReadTimeout("slow"), Unclear, Unavailable),
        (httpx.WriteTimeout("slow"), Unclear, Unavailable),
        (httpx.ReadError("reset"), Unclear, Unavailable),
        (httpx.WriteError("reset"), Unclear, Unavailable),
        (httpx.RemoteProtocolError("closed"), Unclear, Unavailable),
        (httpx.DecodingError("not gzip"), Unclear, Unavailable),
    ],
)
def test_a_broken_connection_is_unclear_for_a_write_that_was_sent(
    problem: Exception, write: type[PowerPactError], read: type[PowerPactError]
) -> None:
    with pytest.raises(write):
        ScriptedStore(problem).call("order_create", {})
    with pytest.raises(read):
        ScriptedStore(problem).call("shop_identity", {})


@contextmanager
def listening(serve: Callable[[socket.socket], object]) -> Iterator[str]:
    """A server on loopback that treats its one connection as it is told; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            connection, _ = server.accept()
            with connection:
                serve(connection)

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def create_at(base_url: str) -> None:
    with pooled_http(connect_timeout=1, read_timeout=0.2) as http:
        ShopifyClient(http).execute(Access("s", base_url, TOKEN), "order_create", {})


def test_a_connection_that_is_closed_after_the_request_leaves_the_write_unclear() -> None:
    with listening(lambda connection: connection.recv(1)) as url, pytest.raises(Unclear):
        create_at(url)


def test_a_token_that_cannot_travel_in_a_header_is_refused_without_being_quoted() -> None:
    with listening(lambda connection: connection.recv(1)) as url, pooled_http() as http:
        access = Access("a.myshopify.com", url, "shpat_with\nbreak")
        with pytest.raises(Rejected) as raised:
            ShopifyClient(http).execute(access, "shop_identity", {})
    assert "shpat" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_silence_after_the_request_leaves_the_write_unclear() -> None:
    done = threading.Event()
    with listening(lambda _: done.wait(5)) as url:
        with pytest.raises(Unclear):
            create_at(url)
        done.set()


def test_an_answer_cut_in_the_middle_leaves_the_write_unclear() -> None:
    def half(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"data"')

    with listening(half) as url, pytest.raises(Unclear):
        create_at(url)


def test_a_port_where_nobody_listens_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unavailable):
        create_at(f"http://127.0.0.1:{port}")


def test_the_pool_follows_no_redirect_and_no_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    def redirect(connection: socket.socket) -> None:
        connection.recv(65536)
        head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.1:9/\r\n\r\n"
        connection.sendall(head)
        while connection.recv(65536):
            pass  # closing before all was read would reset the connection

    with listening(redirect) as url, pytest.raises(Rejected, match="302"):
        create_at(url)
