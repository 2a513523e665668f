"""Charts: figures as shapes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.admin.charts import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, bars, line, marks, scale_top

numbers = st.floats(min_value=0, max_value=1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 1), (0.3, 0.5), (1, 1), (1.2, 2), (3, 5), (7, 10), (10, 10), (11, 20), (4999, 5000)],
)
def test_a_scale_ends_at_a_round_number(largest: float, top: float) -> None:
    assert scale_top(largest) == pytest.approx(top)


@given(st.lists(numbers, min_size=1, max_size=48))
def test_every_bar_stands_on_the_ground_inside_the_picture(values: list[float]) -> None:
    top = scale_top(max(values))
    for lane in (0, 1):
        for bar in bars(values, [""] * len(values), top, lane=lane, lanes=2):
            assert bar.y + bar.height == pytest.approx(HEIGHT - BOTTOM, abs=0.01)
            assert bar.y >= TOP - 0.01
            assert LEFT <= bar.x <= bar.x + bar.width <= WIDTH + 0.05


def test_bars_are_as_high_as_their_values() -> None:
    half, whole = bars([5, 10], ["five", "ten"], 10)
    assert whole.height == pytest.approx(2 * half.height)
    assert (half.title, whole.title) == ("five", "ten")


def test_a_line_has_a_gap_where_nothing_was_measured() -> None:
    assert [run.count(",") for run in line([1, 2, None, 3, None], 5)] == [2, 1]


def test_a_scale_is_marked_at_nothing_half_and_all() -> None:
    assert [mark.label for mark in marks(5, " s")] == ["0 s", "2.5 s", "5 s"]
