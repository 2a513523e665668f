"""Who did what to which row, as managers read it."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from powerpact.models import AuditEvent, Source
from powerpact.services.selections.audit_events import values_of
from tests.admin.browser import text_of
from tests.factories import AuditEventFactory

LIST = "/console/audit_events/"


@pytest.fixture
def events(app: Flask) -> None:
    """Two that differ in everything."""
    with app.app_context():
        AuditEventFactory(
            actor="ada@powerpact.test",
            action="set_role",
            source=Source.CONSOLE,
            address="10.0.0.7",
            subject_type="user",
            subject_id="7",
            at=datetime(2026, 11, 20, 12, tzinfo=UTC),
            before={"role": "viewer", "active": True},
            after={"role": "manager", "active": True},
        )
        AuditEventFactory(
            actor="root",
            action="connect",
            source=Source.COMMAND_LINE,
            subject_type="store",
            subject_id="3",
            at=datetime(2026, 11, 22, 12, tzinfo=UTC),
        )


def rows(answer: TestResponse) -> str:
    """What the table says, without the filters above it."""
    page = text_of(answer)
    return page[page.index("From where") :] if "From where" in page else ""


@pytest.mark.usefixtures("events")
def test_line_tells_who_did_what_from_where_and_what_changed(admin: FlaskClient) -> None:
    line = rows(admin.get(LIST))

    for told in ("Set role", "Login 7", "Role: viewer → manager", "ada@powerpact.test", "10.0.0.7"):
        assert told in line
    assert "Active" not in line


@pytest.mark.usefixtures("events")
@pytest.mark.parametrize(
    "chosen",
    [
        "flt_who_is=ada@powerpact.test",
        "flt_what_is=set_role",
        "flt_kind_of_row_is=user",
        "flt_through_is=console",
        "flt_until_is=2026-11-21",
        "flt_from_is=2026-11-20&flt_until_is=2026-11-20",
        "search=user 7",
    ],
)
def test_filter_shows_only_what_it_says(admin: FlaskClient, chosen: str) -> None:
    line = rows(admin.get(f"{LIST}?{chosen}"))

    assert "Set role" in line
    assert "Connect" not in line


@pytest.mark.usefixtures("events")
def test_what_people_did_so_far_can_be_chosen(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        assert values_of(AuditEvent.action) == ["connect", "set_role"]

    assert '<option value="set_role">Set role</option>' in admin.get(LIST).text


def test_before_and_after_stand_side_by_side(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        event = AuditEventFactory(
            before={"price": "1.00", "rule": {"step": 1}}, after={"price": "2.00", "rule": None}
        )
        address = f"{LIST}details/?id={event.id}"

    page = text_of(admin.get(address))

    assert "Field Before After Price 1.00 2.00 Rule" in page
    assert '"step": 1' in page


def test_nothing_chooses_from_no_events(app: Flask) -> None:
    with app.app_context():
        assert values_of(AuditEvent.action) == []


@pytest.mark.parametrize("way", ["edit", "delete", "new", "act/delete"])
def test_nothing_changes_an_event(admin: FlaskClient, way: str) -> None:
    assert admin.get(f"{LIST}{way}/?id=1").status_code == 404
