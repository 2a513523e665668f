"""What a sync would change, told before anything is sent, by a real simulator's Bubbly."""

from typing import Any

import pytest

from powerpact.domain.transitions import SyncState
from powerpact.models import LookupKind
from powerpact.services.curation import approve, pause
from powerpact.services.listing import sync_listing
from powerpact.services.listing_overrides import set_overrides
from powerpact.services.variant_mapping import map_variant
from tests.services.catalogue_readings import LATER, product, variant
from tests.services.lookups.asked import answer
from tests.services.marketplace import ANA, Shop, map_row, read_in, set_store, variants_of


@pytest.fixture
def listed(bubbly: Shop, kiln: Shop) -> int:
    map_id = read_in(kiln.id, product(1))
    approve([map_id], ANA)
    assert sync_listing(map_id) is SyncState.SYNCED
    return map_id


def preview(map_id: int) -> dict[str, Any]:
    return answer(map_id, LookupKind.PREVIEW)


def fields(found: dict[str, Any]) -> dict[str, tuple[Any, Any, str]]:
    rows = found["changes"]["fields"]
    return {row["name"]: (row["now"], row["then"], row["owner"]) for row in rows}


def test_right_after_a_sync_nothing_would_change(listed: int) -> None:
    found = preview(listed)
    assert (found["sends"], found["is_new"], fields(found)) == (False, False, {})
    assert {found["changes"][kind]["count"] for kind in ("added", "removed", "changed")} == {0}


def test_what_the_partner_changed_is_told_field_by_field(
    bubbly: Shop, kiln: Shop, listed: int
) -> None:
    before, writes = map_row(listed), bubbly.received("productSet")
    set_overrides(listed, {"vendor": "House"}, ANA)
    read_in(kiln.id, product(1, title="Cup", tags=("red",), updated_at=LATER))
    found = preview(listed)
    assert found["sends"] is True
    assert fields(found) == {
        "title": ("Mug 1", "Cup", "partner"),
        "vendor": ("Kiln", "House", "staff"),
        "tags": (["clay"], ["red"], "partner"),
    }
    assert bubbly.received("productSet") == writes
    assert map_row(listed).sent_hash == before.sent_hash


def test_the_sync_does_what_was_told(bubbly: Shop, kiln: Shop, listed: int) -> None:
    set_overrides(listed, {"price": {variant(1, 1).id: "99.00"}}, ANA)
    read_in(kiln.id, product(1, variants=3, updated_at=LATER))
    found = preview(listed)["changes"]
    [changed] = found["changed"]["shown"]
    assert changed["title"] == "Size 1"
    assert changed["fields"] == [
        {"name": "price", "now": "10.00", "then": "99.00", "owner": "staff"}
    ]
    assert [row["title"] for row in found["added"]["shown"]] == ["Size 3"]
    sync_listing(listed)
    after = preview(listed)
    assert fields(after) == {}
    assert after["changes"]["changed"]["count"] == 0


def test_a_paused_product_comes_off_sale_by_staffs_decision(listed: int) -> None:
    pause([listed], ANA)
    assert fields(preview(listed)) == {"status": ("ACTIVE", "DRAFT", "staff")}


def test_a_product_that_is_not_listed_is_shown_as_if_it_were_approved(
    bubbly: Shop, kiln: Shop
) -> None:
    found = preview(read_in(kiln.id, product(1)))
    assert (found["is_new"], found["supposed"], found["sends"]) == (True, True, True)
    assert fields(found)["status"] == ("", "ACTIVE", "partner")
    assert fields(found)["published"] == (False, True, "staff")
    assert found["changes"]["added"]["count"] == 2


def test_what_bubblys_staff_changed_there_is_told_apart(bubbly: Shop, listed: int) -> None:
    gid = map_row(listed).bubbly_product_id or ""
    bubbly.control.edit_product(bubbly.domain, gid, title="By hand")
    found = preview(listed)
    assert found["sends"] is False
    assert fields(found) == {"title": ("By hand", "Mug 1", "partner")}


def test_a_listing_that_bubbly_lost_is_said_to_be_lost(bubbly: Shop, listed: int) -> None:
    bubbly.control.delete_product(bubbly.domain, map_row(listed).bubbly_product_id or "")
    found = preview(listed)
    assert (found["is_new"], found["was_lost"]) == (True, True)


def test_what_cannot_be_listed_is_told_with_the_reason(bubbly: Shop, kiln: Shop) -> None:
    map_id = read_in(kiln.id, product(1))
    set_store(kiln.id, currency="EUR")
    assert "set the partner's exchange rate" in preview(map_id)["not_listable"]
    set_store(kiln.id, currency="GBP")
    map_variant("gid://shopify/ProductVariant/5", variants_of(map_id)[0].id, ANA)
    assert "in a product of its own" in preview(map_id)["not_listable"]


def test_of_very_many_variants_only_some_that_change_are_told(
    bubbly: Shop, kiln: Shop, listed: int
) -> None:
    read_in(kiln.id, product(1, variants=2000, updated_at=LATER))
    added = preview(listed)["changes"]["added"]
    assert (added["count"], len(added["shown"])) == (1998, 50)
