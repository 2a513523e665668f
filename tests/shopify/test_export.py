"""The lines of an export become products, wherever they stand in the file."""

import json
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from powerpact.errors import PowerPactError, Rejected, Unavailable
from powerpact.shopify.parsing.export import CutShort, Export, read_export
from powerpact.shopify.parsing.export_index import LONGEST_LINE
from tests.shopify.catalogue_data import product, variant


def exported(number: int, *variants: int) -> list[dict[str, Any]]:
    """The lines of one product with a picture and variants."""
    parent = product(number)
    del parent["media"], parent["variants"]
    link = {"__parentId": parent["id"]}
    image = {"id": f"gid://shopify/MediaImage/{number}", "alt": "", "image": {"url": "https://c/a"}}
    return [parent, {**image, **link}, *({**variant(each), **link} for each in variants)]


CATALOGUE = [*exported(1, 10, 11), *exported(2, 20), *exported(3, 30, 31, 32)]
GOOD = [json.dumps(each) for each in CATALOGUE[:7]]
FIRST = {"__parentId": CATALOGUE[0]["id"]}


@contextmanager
def export_of(lines: Iterable[str], end: str = "\n") -> Iterator[Export]:
    """An export with these lines."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.jsonl"
        file.write_text("\n".join(lines) + end)
        with read_export(file) as export:
            yield export


@settings(max_examples=30)
@given(st.permutations(CATALOGUE))
def test_children_may_stand_anywhere(lines: list[dict[str, Any]]) -> None:
    with export_of(map(json.dumps, lines)) as export:
        products = {found.id[-1]: found for found in export.products()}
    positions = {key: [v.position for v in found.variants] for key, found in products.items()}
    assert positions == {"1": [10, 11], "2": [20], "3": [30, 31, 32]}
    assert [len(found.images) for found in products.values()] == [1, 1, 1]


@given(st.permutations(CATALOGUE))
@settings(max_examples=10)
def test_products_come_in_the_order_of_their_lines_from_any_of_them_on(
    lines: list[dict[str, Any]],
) -> None:
    order = [line["id"] for line in lines if "__parentId" not in line]
    with export_of(map(json.dumps, lines)) as export:
        assert list(export.gids()) == order
        for skip in range(4):
            assert [found.id for found in export.products(skip)] == order[skip:]
            assert export.passed == 3


@pytest.mark.parametrize("lines", [[], ["", " "]])
def test_an_empty_result_holds_no_products(lines: list[str]) -> None:
    with export_of(lines) as export:
        assert (export.total, export.lines, list(export.products())) == (0, 0, [])


def test_the_last_line_may_lack_its_end_mark() -> None:
    with export_of(GOOD, end="") as export:
        assert (export.total, export.lines) == (2, 7)


def test_a_last_line_that_is_not_whole_means_that_the_file_was_cut_short() -> None:
    with pytest.raises(CutShort, match="in line 8"), export_of([*GOOD, '{"id": "gid:'], end=""):
        pass


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "gid://shopify/Prod', "line 8.*not JSON"),
        ("\0\0\0", "line 8.*not JSON"),
        ("[]", "line 8 is not an object"),
        ("{}", "line 8.id"),
        (json.dumps({**variant(1), "__parentId": "gid://shopify/Product/9"}), "line 8.*belongs"),
        (json.dumps({**variant(1), "__parentId": 9}), "line 8"),
        (json.dumps(FIRST), "line 8.id"),
        (json.dumps({**variant(1), **FIRST, "x": "y" * LONGEST_LINE}), "line 8.*longer than"),
    ],
)
def test_a_bad_line_is_named_before_any_product_comes_out(line: str, said: str) -> None:
    with pytest.raises(Rejected, match=said), export_of([*GOOD, line, *GOOD]):
        pass


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (json.dumps({"id": "gid://shopify/Product/9"}), "line 8.options"),
        (json.dumps({**variant(1, price="?"), **FIRST}), "line 8.price"),
    ],
)
def test_a_product_that_cannot_be_read_is_left_out_and_the_others_come(
    line: str, said: str
) -> None:
    with export_of([*GOOD, line, *map(json.dumps, exported(5, 50))]) as export:
        found = [each.id[-1] for each in export.products()]
        assert (export.unreadable, export.passed) == (1, export.total)
        assert export.complaint.startswith(said)
    assert found[-1] == "5"
    assert len(found) == export.total - 1


def test_lines_of_unknown_kinds_are_left_out_and_counted_by_kind() -> None:
    odd = [
        json.dumps({"id": "gid://shopify/Collection/1"}),
        json.dumps({"id": "gid://shopify/Hologram/1", **FIRST}),
        json.dumps({"id": "gid://shopify/Hologram/2", **FIRST}),
    ]
    with export_of([*odd, *GOOD]) as export:
        assert export.left_out == {"Collection": 1, "Hologram": 2}
        assert len(list(export.products())) == export.total == 2


def test_a_product_may_have_2048_variants() -> None:
    lines = map(json.dumps, exported(1, *range(1, 2049)))
    with export_of(lines) as export:
        (found,) = export.products()
    assert [each.position for each in found.variants] == list(range(1, 2049))


def test_whoever_reads_is_asked_meanwhile_whether_to_go_on(tmp_path: Path) -> None:
    class AnotherWorkers(PowerPactError):
        pass

    def stop() -> None:
        raise AnotherWorkers

    file = tmp_path / "export.jsonl"
    file.write_text("\n".join(GOOD))
    with pytest.raises(AnotherWorkers), read_export(file, stop):
        pass


def test_a_disk_that_takes_no_index_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("\n".join(GOOD))
    (tmp_path / "export.index").mkdir()
    with pytest.raises(Unavailable, match="this machine's disk"), read_export(file):
        pass


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for products in (500, 5000):
        file = tmp_path / f"{products}.jsonl"
        with file.open("w") as lines:
            for number in range(products):
                for line in reversed(exported(number, 2 * number, 2 * number + 1)):
                    lines.write(f"{json.dumps(line)}\n")
        tracemalloc.start()
        with read_export(file) as export:
            assert sum(1 for _ in export.products()) == products
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5
