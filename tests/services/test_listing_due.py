"""Listing whatever is due: side by side, within Bubbly's points, partners in turn."""

from collections.abc import Callable

from flask import Flask

from powerpact.domain.transitions import SyncState
from powerpact.services.listing import list_due
from tests.services.marketplace import Shop, map_row


def test_everything_that_is_due_is_listed_once(
    app: Flask, bubbly: Shop, approved_many: Callable[..., list[int]]
) -> None:
    ids = approved_many(12)
    assert list(list_due(4, app.app_context)) == []
    assert {map_row(map_id).sync for map_id in ids} == {SyncState.SYNCED}
    assert bubbly.received("productSet") == 12


def test_listings_wait_in_place_for_points_and_are_not_put_back(
    app: Flask, bubbly: Shop, approved_many: Callable[..., list[int]]
) -> None:
    ids = approved_many(8)
    bubbly.control.set_rate(bubbly.domain, maximum=1000, restore_rate=100)
    list(list_due(8, app.app_context))
    assert {map_row(map_id).sync for map_id in ids} == {SyncState.SYNCED}
    assert bubbly.received("productSet") == 8


def test_a_worker_that_is_told_to_stop_begins_nothing(
    app: Flask, bubbly: Shop, approved_many: Callable[..., list[int]]
) -> None:
    approved_many(2)
    assert list(list_due(4, app.app_context, stopping=lambda: True)) == []
    assert bubbly.received("productSet") == 0
