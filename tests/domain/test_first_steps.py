"""What leads a new partner to its first order."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.first_steps import Facts, Progress, Step, Who, first_steps, is_done

facts = st.builds(Facts, **{field.name: st.booleans() for field in fields(Facts)})
NAMES = [field.name for field in fields(Facts)]


def progress(known: Facts) -> list[str]:
    return [each.progress.value for each in first_steps(known)]


def test_a_stranger_begins_at_the_beginning() -> None:
    assert progress(Facts()) == ["next", *["waiting"] * 6]


def test_a_partner_that_agreed_waits_for_its_catalogue() -> None:
    steps = first_steps(Facts(connected=True, agreed=True))

    (following,) = [each for each in steps if each.progress is Progress.NEXT]
    assert (following.step, following.who) == (Step.READ_CATALOGUE, Who.POWERPACT)


def test_after_the_first_order_nothing_is_next() -> None:
    assert is_done(first_steps(Facts(ordered=True)))
    assert not is_done(first_steps(Facts(listed=True)))


@given(facts)
def test_what_is_done_comes_first_and_one_step_is_next(known: Facts) -> None:
    found = progress(known)

    done = found.count("done")
    rest = [] if done == len(Step) else ["next", *["waiting"] * (len(Step) - done - 1)]
    assert found == [*["done"] * done, *rest]


@given(facts, st.sampled_from(NAMES))
def test_what_becomes_true_undoes_no_step(known: Facts, name: str) -> None:
    before, after = progress(known), progress(replace(known, **{name: True}))

    assert after.count("done") >= before.count("done")
    assert after[NAMES.index(name)] == "done"


@pytest.mark.parametrize("place", range(len(Step)))
def test_each_fact_is_that_of_its_step(place: int) -> None:
    assert progress(Facts(**{NAMES[place]: True})).count("done") == place + 1
