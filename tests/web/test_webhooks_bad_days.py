"""What Shopify hears within its five seconds when PostgreSQL is in trouble, and that it passes."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.app import create_app
from powerpact.config import Settings
from tests.fixtures.application import bind_queue, close
from tests.fixtures.own_server import OwnServer
from tests.web.test_webhooks import post

SHOPIFY_WAITS = 5.0  # seconds (facts 2.1)


@pytest.fixture
def shopify(app: Flask, settings: Settings, own_server: OwnServer) -> Iterator[FlaskClient]:
    """Posts to an application on a server that has kept one delivery of this application."""
    made = create_app(
        Settings(**{**settings.model_dump(), "database_url": own_server.database_url})
    )
    bind_queue(made, made.config["SETTINGS"])
    client = made.test_client()
    assert deliver(client, "before") == 200
    yield client
    close(made)
    with own_server.connect() as connection:
        connection.execute("TRUNCATE webhook_event CASCADE")


def deliver(shopify: FlaskClient, delivery_id: str) -> int:
    """The status that Shopify hears; fails when it would not have waited for it."""
    started = time.monotonic()
    status = post(shopify, b"{}", **{"X-Shopify-Webhook-Id": delivery_id}).status_code
    assert time.monotonic() - started < SHOPIFY_WAITS
    return status


def deliver_many(shopify: FlaskClient, count: int) -> list[int]:
    """The statuses of deliveries that come at the same time."""
    browsers = [shopify.application.test_client() for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(deliver, browsers, (f"many-{number}" for number in range(count))))


def kept(server: OwnServer) -> set[str]:
    with server.connect() as connection:
        rows = connection.execute("SELECT delivery_id FROM webhook_event").fetchall()
    return {str(delivery_id) for (delivery_id,) in rows}


def test_a_server_that_hangs_is_503_and_the_next_delivery_is_kept(
    shopify: FlaskClient, own_server: OwnServer
) -> None:
    with own_server.frozen():
        assert deliver(shopify, "while it hangs") == 503
    assert deliver(shopify, "afterwards") == 200
    assert "afterwards" in kept(own_server)


def test_deliveries_that_come_together_while_it_hangs_are_503_each_in_time(
    shopify: FlaskClient, own_server: OwnServer
) -> None:
    with own_server.frozen():
        assert deliver_many(shopify, 8) == [503] * 8
    assert deliver_many(shopify, 8) == [200] * 8
    assert {f"many-{number}" for number in range(8)} <= kept(own_server)


def test_a_server_that_can_not_be_connected_to_because_it_hangs_is_503(
    shopify: FlaskClient, own_server: OwnServer
) -> None:
    shopify.application.extensions["webhook_door"].close()  # the next one connects anew
    with own_server.frozen():
        assert deliver(shopify, "while it hangs") == 503
    assert deliver(shopify, "while it hangs") == 200


def test_a_table_that_somebody_locks_is_503_until_the_lock_is_gone(
    shopify: FlaskClient, own_server: OwnServer
) -> None:
    with own_server.connect() as other, other.transaction():
        other.execute("LOCK TABLE webhook_event IN EXCLUSIVE MODE")
        assert deliver(shopify, "locked out") == 503
    assert "locked out" not in kept(own_server)
    assert deliver(shopify, "locked out") == 200


def test_inserts_that_take_too_long_are_503_and_no_row(
    shopify: FlaskClient, own_server: OwnServer
) -> None:
    with own_server.connect() as other:
        other.execute(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(10); RETURN NEW; END $$"
        )
        other.execute(
            "CREATE TRIGGER dawdle BEFORE INSERT ON webhook_event EXECUTE FUNCTION dawdle()"
        )
        assert deliver(shopify, "slow") == 503
        other.execute("DROP FUNCTION dawdle CASCADE")
    assert "slow" not in kept(own_server)
    assert deliver(shopify, "slow") == 200


def test_a_server_that_was_restarted_in_between_is_noticed_by_nobody(
    shopify: FlaskClient, own_server: OwnServer
) -> None:
    own_server.crash()
    own_server.wait_until_up()
    assert deliver(shopify, "after the restart") == 200
    assert "after the restart" in kept(own_server)
