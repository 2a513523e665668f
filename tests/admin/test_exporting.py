"""A list as a file: what its filters show, harmless to open, capped, on record."""

import csv
import io
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.admin.exporting import capped
from powerpact.admin.plain import harmless, plain_text
from powerpact.domain.splitting import Destination
from powerpact.domain.transitions import Curation
from powerpact.models import AuditEvent
from powerpact.permissions import Role
from tests.admin.conftest import Browser
from tests.factories import BubblyOrderLineFactory, ProductMapFactory

PRODUCTS = "/console/product_maps/csv/"


def rows_of(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_file_holds_what_the_filters_show(admin: FlaskClient, session: Session) -> None:
    chosen = ProductMapFactory(curation=Curation.APPROVED, title="A blue mug").id
    ProductMapFactory(curation=Curation.REJECTED)
    session.commit()
    (row,) = rows_of(admin, f"{PRODUCTS}?flt_curation_is=approved")
    assert (row["Id"], row["Title"], row["Curation"]) == (str(chosen), "A blue mug", "Approved")


@dataclass(frozen=True)
class Row:
    id: int


def five_rows(last: int | None, limit: int) -> list[Row]:
    """Rows 5 to 1, as a list that is read newest first gives them."""
    return [Row(each) for each in range((last or 6) - 1, 0, -1)][:limit]


def sent(most: int) -> list[int | None]:
    return [row and row.id for row in capped(five_rows, most=most, batch=2)]


@pytest.mark.usefixtures("session")
def test_rows_come_batch_by_batch_once_each_up_to_the_cap_which_is_said() -> None:
    assert sent(most=10) == [5, 4, 3, 2, 1]
    assert sent(most=5) == [5, 4, 3, 2, 1]
    assert sent(most=3) == [5, 4, 3, None]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_no_formula_hides_behind_what_some_take_for_the_end_of_a_cell() -> None:
    assert harmless("a;=1+1;b\r\n@x") == "a;'=1+1;b\r'\n@x"


@pytest.mark.parametrize("cell", ["", "12.50 EUR", "-3", "-3.5", "a=b", "+44"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (Markup('<span class="badge">Failed</span>'), "Failed"),
        (
            Markup('<time datetime="2026-11-22T09:00:00Z" title="x">2 h ago</time>'),
            "2026-11-22T09:00:00Z",
        ),
        (Markup('<progress max="3" value="1"></progress> 1 of 3'), "1 of 3"),
        (Markup('<span class="quiet">&ndash;</span>'), ""),
        ("<b>typed by a person</b>", "<b>typed by a person</b>"),
        (None, ""),
        (7, "7"),
    ],
)
def test_a_cell_is_its_text(shown: object, text: str) -> None:
    assert plain_text(shown) == text


def test_a_filter_of_nonsense_gives_no_file_of_everything(admin: FlaskClient) -> None:
    answer = admin.get(f"{PRODUCTS}?flt_curation_is=nonsense")
    assert (answer.status_code, answer.location) == (302, "/console/product_maps/")


def test_a_file_whose_cells_depend_on_who_may_see_them_is_whole(
    admin: FlaskClient, session: Session
) -> None:
    BubblyOrderLineFactory(destination=Destination.UNROUTED, order__name="#1001")
    session.commit()
    (row,) = rows_of(admin, "/console/unrouted_lines/csv/")
    assert row["Order"] == "#1001"


def test_who_took_what_is_kept(admin: FlaskClient, session: Session) -> None:
    rows_of(admin, f"{PRODUCTS}?flt_curation_is=approved")
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id) == ("export", "product_maps")
    assert event.after == {"filters": {"curation": "approved"}, "search": ""}


def test_a_viewer_gets_no_file(browser: Browser) -> None:
    assert browser(Role.VIEWER).get(PRODUCTS).status_code == 403
