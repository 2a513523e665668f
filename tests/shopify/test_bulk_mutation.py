"""One mutation for many lines, against the simulator and against odd answers."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from powerpact.errors import RateLimited, Rejected, Unavailable, Unclear
from powerpact.shopify.bulk import download, read_operation
from powerpact.shopify.bulk_mutation import (
    FileUnread,
    ResultLine,
    StagedPlace,
    find_started,
    marked,
    read_results,
    stage,
    start_mutation,
    upload,
)
from powerpact.shopify.listings import listed_of, publish_line, put_line, refuse_unpublished
from powerpact.shopify.stores import read_locations, read_publications
from tests.shopify.scripted import ScriptedStore, data, refused
from tests.shopify.simulated import DOMAIN, SimulatedStore
from tests.shopify.test_simulated_listings import of_sizes

NAME_AND_VALUE = {"name": "key", "value": "tmp/1/bulk/2/listings.jsonl"}


def left_at_shopify(store: SimulatedStore, folder: Path, rows: Iterable[object]) -> str:
    """Upload these lines; where they lie."""
    file = folder / "listings.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    place = stage(store.call, file.name)
    upload(store.http, place, file)
    return place.path


def results(store: SimulatedStore, folder: Path, gid: str) -> list[ResultLine]:
    """What became of the lines."""
    store.control.advance(10)
    found = read_operation(store.call, gid)
    assert found.url is not None
    download(store.http, found.url, folder / "results.jsonl")
    with (folder / "results.jsonl").open(encoding="utf-8") as lines:
        return list(read_results(lines))


def listing_line(store: SimulatedStore, variants: int, ref: str) -> dict[str, object]:
    (location, *_) = read_locations(store.call)
    listing = replace(of_sizes(variants), partner_ref=ref, handle=ref)
    return put_line(listing, location.gid, first_time=True, images_changed=True)


def test_each_line_is_a_listing_and_publishing_is_another_mutation(
    ready: SimulatedStore, tmp_path: Path
) -> None:
    lines = [listing_line(ready, 2, "a-1"), listing_line(ready, 120, "a-2")]
    path = left_at_shopify(ready, tmp_path, lines)
    gid = start_mutation(ready.call, marked("product_upsert", "one"), path)
    answered = results(ready, tmp_path, gid)
    assert [line.number for line in answered] == [0, 1]
    listed = [listed_of(ready.call, line.answer) for line in answered if line.answer]
    assert [len(each.variants) for each in listed] == [2, 120]
    targets = read_publications(ready.call)
    lines = [publish_line(each.product_id, targets) for each in listed]
    path = left_at_shopify(ready, tmp_path, lines)
    gid = start_mutation(ready.call, marked("product_publish", "two"), path)
    for line in results(ready, tmp_path, gid):
        assert line.answer is not None
        refuse_unpublished(line.answer)


def test_a_listing_of_more_variants_than_a_page_is_read_whole(
    ready: SimulatedStore, tmp_path: Path
) -> None:
    path = left_at_shopify(ready, tmp_path, [listing_line(ready, 300, "a-1")])
    gid = start_mutation(ready.call, marked("product_upsert", "one"), path)
    [line] = results(ready, tmp_path, gid)
    assert line.answer is not None
    assert len(listed_of(ready.call, line.answer).variants) == 300


def test_a_started_mutation_is_found_by_its_mark(ready: SimulatedStore, tmp_path: Path) -> None:
    path = left_at_shopify(ready, tmp_path, [listing_line(ready, 1, "a-1")])
    gid = start_mutation(ready.call, marked("product_upsert", "abc123"), path)
    assert find_started(ready.call, "abc123") == gid
    assert find_started(ready.call, "another") is None


def test_the_sixth_mutation_waits_for_a_place(ready: SimulatedStore, tmp_path: Path) -> None:
    path = left_at_shopify(ready, tmp_path, [listing_line(ready, 1, "a-1")])
    for number in range(5):
        start_mutation(ready.call, marked("product_upsert", f"m{number}"), path)
    with pytest.raises(RateLimited):
        start_mutation(ready.call, marked("product_upsert", "m5"), path)


def test_a_file_that_is_not_there_has_to_be_uploaded_again(ready: SimulatedStore) -> None:
    with pytest.raises(FileUnread):
        start_mutation(ready.call, marked("product_upsert", "one"), "tmp/nothing")


@pytest.mark.parametrize(
    ("status", "error"), [(403, Rejected), (413, Rejected), (503, Unavailable)]
)
def test_an_upload_that_is_not_taken_says_so(
    ready: SimulatedStore, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    details = {"shop": DOMAIN, "operation": "upload", "status": status}
    ready.control.add_fault("server_error", **details)
    with pytest.raises(error, match=str(status)):
        left_at_shopify(ready, tmp_path, [{}])


def test_an_upload_whose_answer_is_lost_may_be_repeated(
    ready: SimulatedStore, tmp_path: Path
) -> None:
    ready.control.add_fault("answer_lost", shop=DOMAIN, operation="upload", count=1)
    with pytest.raises(Unavailable):
        left_at_shopify(ready, tmp_path, [{}])


def test_a_refused_mutation_is_not_tried_again() -> None:
    store = ScriptedStore(refused("bulkOperationRunMutation", "No.", "INVALID_MUTATION"))
    with pytest.raises(Rejected, match="No"):
        start_mutation(store.call, "mutation", "path")


def test_parameters_keep_their_order_and_their_secrets() -> None:
    target = {
        "url": "https://up.test/",
        "parameters": [{"name": "b", "value": "1"}, NAME_AND_VALUE],
    }
    store = ScriptedStore(data(stagedUploadsCreate={"stagedTargets": [target], "userErrors": []}))
    place = stage(store.call, "listings.jsonl")
    assert [name for name, _ in place.parameters] == ["b", "key"]
    assert place.path == NAME_AND_VALUE["value"]
    assert "1" not in repr(place)


def test_no_place_to_upload_to_is_worth_another_try() -> None:
    store = ScriptedStore(data(stagedUploadsCreate={"stagedTargets": [], "userErrors": []}))
    with pytest.raises(Unavailable):
        stage(store.call, "listings.jsonl")


def test_an_address_that_is_none_is_refused(ready: SimulatedStore, tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("{}\n")
    with pytest.raises(Rejected):
        upload(ready.http, StagedPlace("no address", (("key", "x"),)), file)


def test_lines_that_make_no_sense_have_no_number() -> None:
    cut, strange = '{"data": {"productSet"', '{"data": {}, "__lineNumber": "x"}'
    read = list(read_results([cut, strange, "[]", "\n"]))
    assert [line.number for line in read] == [None] * 3
    assert all(line.failure for line in read)


def test_a_line_without_data_is_unclear() -> None:
    [line] = read_results(['{"data": null, "__lineNumber": 3}'])
    assert (line.number, type(line.failure)) == (3, Unclear)


def test_a_line_of_refused_variables_is_rejected() -> None:
    errors = [{"message": "was provided invalid value", "extensions": {"code": "INVALID_VARIABLE"}}]
    [line] = read_results([json.dumps({"errors": errors, "__lineNumber": 0})])
    assert isinstance(line.failure, Rejected)


def test_the_mark_is_part_of_the_mutations_name() -> None:
    assert marked("product_upsert", "m1").startswith("mutation ProductUpsert_m1(")
