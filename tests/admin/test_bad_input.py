"""Whatever is typed into an address or a form of the console: a sentence, and nothing is harmed."""

from collections.abc import Iterable
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from powerpact.admin.links import view_at
from powerpact.extensions import Base, db
from tests.admin.browser import csrf_token
from tests.admin.forms import PageForm, forms_of
from tests.admin.pages.places import PLACES, everything
from tests.factories import BubblyStoreFactory

NONSENSE = (
    "",
    "x",
    "-1",
    "0",
    "9" * 30,
    "1e3",
    "1' OR '1'='1",
    "\0",
    "a\0b",
    "%00",
    "\u0661",
    "\u202e<script>\"'&|!:*()\U0001f4a5",
    "y" * 10_000,
)
IN_FORMS = ("", "\0", "9" * 30, "1e400", "NaN", "<b>\u0661'\"\U0001f4a5", "y" * 10_000)
# What else than an id routes look at.
NAMES = ("page", "page_size", "sort", "desc", "search", "q", "all", "kind", "question", "product")
# Tables of what a person keeps for themselves, and of what is only noted.
ASIDE = {"saved_filter", "listing_lookup", "audit_event", "staff_user"}
# Routes that end the session, or are for a session that has only begun.
APART = ("/console/logout", "/console/login/", "/console/account/sign-out-everywhere/")


def is_a_page(answer: TestResponse) -> bool:
    """Whether a person gets something to read, here or where they are led, and no more."""
    where = answer.location or ""
    led_on = where.startswith("/console/") and not where.startswith("/console/login")
    reads = answer.status_code in {200, 400, 401, 404, 429} and bool(answer.data)
    is_right = led_on if answer.status_code in {302, 303} else reads
    return is_right and "Traceback" not in answer.text


def addresses(app: Flask, method: str) -> dict[str, str]:
    """The console's addresses by endpoint."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console")]
    return {
        rule.endpoint: rule.rule.replace("<map_id>", "1").replace("<token>", "a-token")
        for rule in rules
        if method in (rule.methods or ()) and not rule.rule.startswith(APART)
    }


def filters_of(app: Flask, endpoint: str) -> list[str]:
    with app.test_request_context():
        view = view_at(endpoint)
        return [f"flt_{view.get_filter_arg(at, each)}" for at, each in enumerate(view._filters)]


def rows(app: Flask) -> dict[str, Any]:
    """What is in the tables of the business, as one mark for each."""
    marked = "SELECT md5(string_agg(each::text, '' ORDER BY each::text)) FROM {} each"
    names = {table.name for table in Base.metadata.sorted_tables} - ASIDE
    with app.app_context():
        return {name: db.session.scalar(text(marked.format(name))) for name in sorted(names)}


@pytest.fixture
def filled(app: Flask) -> None:
    with app.app_context():
        everything()
        BubblyStoreFactory()


@pytest.mark.usefixtures("filled")
def test_no_id_breaks_a_page(app: Flask, admin: FlaskClient) -> None:
    before = rows(app)
    for address, typed in product(addresses(app, "GET").values(), NONSENSE):
        query = urlencode({"id": typed, "variant": typed})
        assert is_a_page(admin.get(f"{address}?{query}")), (address, typed[:40])
    assert rows(app) == before


@pytest.mark.usefixtures("filled")
def test_nothing_else_in_an_address_breaks_a_page(app: Flask, admin: FlaskClient) -> None:
    for address, typed in product(addresses(app, "GET").values(), NONSENSE):
        query = urlencode([("id", "1"), ("variant", "1"), *((name, typed) for name in NAMES)])
        assert is_a_page(admin.get(f"{address}?{query}")), (address, typed[:40])


@pytest.mark.usefixtures("filled")
def test_no_filter_breaks_a_list_or_its_file(app: Flask, admin: FlaskClient) -> None:
    lists = {at: where for at, where in addresses(app, "GET").items() if at.endswith("index_view")}
    for endpoint, address in lists.items():
        names = filters_of(app, endpoint.partition(".")[0])
        for typed, end in product(NONSENSE, ("", "csv/")):
            twice = [(name, value) for name in names for value in (typed, "1")]
            numbered = [(f"flt{at}_{at}", typed) for at in range(len(names) + 2)]
            for query in ([(name, typed) for name in names], twice, numbered):
                answer = admin.get(f"{address}{end}?{urlencode(query)}")
                assert is_a_page(answer), (endpoint, typed[:40], query[:2])


@pytest.mark.usefixtures("filled")
def test_an_empty_form_is_answered_and_changes_nothing(app: Flask, admin: FlaskClient) -> None:
    before, token = rows(app), csrf_token(admin.get("/console/account/password"))
    for address, query in product(_acted(app), ("", "?id=1&variant=1", "?id=x")):
        answer = admin.post(f"{address}{query}", data={"csrf_token": token})
        assert is_a_page(answer), (address, query)
    assert rows(app) == before


@pytest.mark.usefixtures("filled")
def test_rows_that_can_not_be_are_answered_and_nothing_changes(
    app: Flask, admin: FlaskClient
) -> None:
    before, token = rows(app), csrf_token(admin.get("/console/account/password"))
    for address, typed in product(_acted(app), NONSENSE):
        sent = {"only": typed, "ids": [typed, "0"], "confirmed": "yes", "seen": typed}
        answer = admin.post(address, data={"csrf_token": token, **sent})
        assert is_a_page(answer), (address, typed[:40])
    assert rows(app) == before


@pytest.mark.parametrize("endpoint", PLACES)
def test_nonsense_in_a_form_is_answered_in_words(
    app: Flask, admin: FlaskClient, endpoint: str
) -> None:
    for form in _forms(app, admin, endpoint):
        for name, typed in product(form.sent.keys() - {"csrf_token"}, IN_FORMS):
            answer = admin.post(form.action, data={**form.sent, name: typed})
            assert is_a_page(answer), (form.action, name, typed[:40])


@pytest.mark.parametrize("endpoint", PLACES)
def test_a_form_sent_twice_is_answered_twice(app: Flask, admin: FlaskClient, endpoint: str) -> None:
    for form in _forms(app, admin, endpoint):
        for _ in range(2):
            assert is_a_page(admin.post(form.action, data=form.sent)), form.action


def _acted(app: Flask) -> list[str]:
    """Addresses that take a form, those of actions by each action's name."""
    found = []
    for endpoint, address in addresses(app, "POST").items():
        with app.test_request_context():
            view = view_at(endpoint.partition(".")[0])
        names = [action.name for action in getattr(view, "row_actions", ())]
        names = [*names, "none"] if "<action_name>" in address else [""]
        found += [address.replace("<action_name>", name) for name in names]
    return found


def _forms(app: Flask, admin: FlaskClient, endpoint: str) -> list[PageForm]:
    """The forms of that page, and of those that ask first."""
    with app.app_context():
        address = PLACES[endpoint]()
    pages = [address, f"{address}?search=1"] if endpoint.endswith("index_view") else [address]
    shown = [form for page in pages for form in forms_of(admin.get(page).text, page)]
    here = _different(shown)
    asked = [form for each in here for form in _asked(admin, each)]
    return [*here, *_different(asked)]


def _asked(admin: FlaskClient, form: PageForm) -> Iterable[PageForm]:
    """The form of the page that comes between that button and its deed."""
    if "/act/" not in form.action:
        return ()
    for_all = admin.post(form.action, data={**form.sent, "all": "yes"})
    for_one = admin.post(form.action, data=form.sent)
    both = (*forms_of(for_all.text, form.action), *forms_of(for_one.text, form.action))
    return [each for each in both if "confirmed" in each.fields]


def _different(forms: Iterable[PageForm]) -> list[PageForm]:
    """One form of each kind: rows of a list have the same."""
    kinds = {
        (form.action.partition("?")[0], tuple(form.sent)): form
        for form in forms
        if not form.action.startswith(APART)
    }
    return list(kinds.values())
