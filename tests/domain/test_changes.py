"""What differs between before and after."""

from powerpact.domain.changes import Change, changes_between


def test_only_what_differs_is_told_in_alphabetical_order() -> None:
    before = {"role": "viewer", "active": True, "note": "a"}
    after = {"role": "admin", "active": False, "note": "a"}

    told = [Change("active", True, False, True), Change("role", "viewer", "admin", True)]
    assert changes_between(before, after) == told


def test_what_was_not_known_before_is_told_as_new() -> None:
    assert changes_between({}, {"email": "a@b.test"}) == [Change("email", None, "a@b.test", False)]


def test_what_went_away_is_told() -> None:
    assert changes_between({"email": "a@b.test"}, {}) == [Change("email", "a@b.test", None, True)]


def test_nothing_at_all_is_a_change_from_not_noted() -> None:
    assert changes_between({}, {"rule": None}) == [Change("rule", None, None, False)]
