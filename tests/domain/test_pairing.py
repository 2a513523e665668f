"""Which variant of one product is which of another's."""

from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.pairing import Pair, Pairable, PairedBy, pair


def test_a_sku_is_surer_than_a_barcode_and_that_than_options() -> None:
    ours = [
        Pairable("a", sku="1", barcode="x", options=("S",)),
        Pairable("b", barcode="y", options=("M",)),
        Pairable("c", options=("L", "Blue")),
    ]
    theirs = [
        Pairable("A", sku="1", barcode="y"),
        Pairable("B", barcode="x", options=("S",)),
        Pairable("C", options=("blue", "l")),
        Pairable("D", barcode="y", options=("M",)),
    ]
    assert pair(ours, theirs) == {
        "a": Pair("A", PairedBy.SKU),
        "b": Pair("D", PairedBy.BARCODE),
        "c": Pair("C", PairedBy.OPTIONS),
    }


def test_a_mark_that_several_share_says_nothing() -> None:
    ours = [Pairable("a", sku="1"), Pairable("b", sku="1")]
    assert pair(ours, [Pairable("A", sku="1"), Pairable("B", sku="2")]) == {}


def test_no_mark_is_none() -> None:
    assert pair([Pairable("a"), Pairable("b", sku="1")], [Pairable("A"), Pairable("B")]) == {}


def test_the_only_variant_is_the_only_one() -> None:
    assert pair([Pairable("a", sku="1")], [Pairable("A", sku="2")]) == {
        "a": Pair("A", PairedBy.ALONE)
    }


marks = st.sampled_from(["", "1", "2", "3"])
sides = st.lists(st.tuples(marks, marks, marks), max_size=6)


@given(sides, sides)
def test_nothing_is_paired_twice(
    ours: list[tuple[str, ...]], theirs: list[tuple[str, ...]]
) -> None:
    left = [Pairable(f"o{n}", s, b, (v,)) for n, (s, b, v) in enumerate(ours)]
    right = [Pairable(f"t{n}", s, b, (v,)) for n, (s, b, v) in enumerate(theirs)]
    found = pair(left, right)
    assert set(found) <= {each.id for each in left}
    partners = [each.id for each in found.values()]
    assert len(set(partners)) == len(partners)
    assert set(partners) <= {each.id for each in right}
