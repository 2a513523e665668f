"""Every route of the application, as a stranger and as each role: nothing is open by accident."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from powerpact.admin.console import VIEWS
from powerpact.config import is_dashboard
from powerpact.permissions import PERMISSIONS, Permission, Role
from tests.admin.browser import act, csrf_token
from tests.admin.conftest import Browser

# Open to everybody, each with the reason. A new route belongs here, in the console, or nowhere.
PUBLIC = {
    "landing.hello": "says what this is",
    "install.start": "Shopify signs its address",
    "install.callback": "Shopify signs its address, for the browser that began",
    "health.alive": "asked by machines without a login",
    "health.ready": "asked by machines without a login",
    "webhooks.refuse": "answers 405; what is posted is checked by Shopify's signature",
    "security.login": "the way in",
    "security.two_factor_token_validation": "leads back to signing in without a right password",
    "security.mf_recovery": "leads back to signing in without a right password",
    "security.two_factor_rescue": "leads to the page for a recovery code",
    "security.logout": "ends nothing for somebody who is not signed in",
    "security.forgot_password": "mails a link to whom it belongs, and says the same to all",
    "security.reset_password": "works with a link that was mailed",
    "static": "style sheets and pictures",
}
NEEDS: dict[str, Permission | None] = {
    "console": None,
    "account": None,
    "problems": Permission.VIEW_ORDERS,
    "security": None,
    "pictures": Permission.VIEW_PRODUCTS,
    **{endpoint: view.permission for view, _table, _name, endpoint in VIEWS},
}
# Routes that only show, by name: they need what their view needs.
SHOWING = {"connection", "index", "index_view", "details_view", "show", "progress"}
# What every other route needs beyond its view. One that nobody decided about fails a test.
MORE: dict[str, Permission | None] = {
    "csv_file": Permission.EXPORT,
    "edit_listing": Permission.EDIT_LISTINGS,
    "terms": Permission.EDIT_TERMS,
    "order_settings": Permission.EDIT_TERMS,
    "preview": None,  # asks Bubbly and changes nothing
    "lookup_answer": None,
    "map_product": Permission.CURATE_PRODUCTS,
    "pair_variants": Permission.CURATE_PRODUCTS,
    "whole": Permission.VIEW_PERSONAL_DATA,
    "document": Permission.VIEW_PERSONAL_DATA,
    "heal": None,  # what heals a group names its own permission
    "variant_standing": None,
    "variant": None,  # shows the variant to all, and asks for ROUTE_ORDERS before it maps one
    "route_line": None,  # shows the line to all, and asks for ROUTE_ORDERS before it moves one
    "act": None,  # each action names its own permission, see below
    "save_filter": None,
    "forget_filter": None,
    "invite": None,
    "invite_store": Permission.STEER_STORES,
    "send_password_link": None,
    # One's own login.
    "sign_out_everywhere": None,
    "verify": None,
    "change_password": None,
    "two_factor_setup": None,
    "two_factor_setup_validate": None,
    "mf_recovery_codes": None,
}


def _decided(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        # The dashboard's are decided about in partner/test_every_route.py.
        if rule.endpoint not in PUBLIC and not is_dashboard(rule.rule)
    ]


def _rules(app: Flask) -> list[Rule]:
    """Routes that show something."""
    return [rule for rule in _decided(app) if "GET" in (rule.methods or ())]


def _path(rule: Rule) -> str:
    rule_path = rule.rule.replace("<export_type>", "csv").replace("<token>", "a-token")
    return rule_path.replace("<map_id>", "1")


def test_every_route_is_public_for_a_reason_or_part_of_the_console(app: Flask) -> None:
    undecided = [
        rule.endpoint for rule in _decided(app) if rule.endpoint.partition(".")[0] not in NEEDS
    ]
    assert undecided == []


def test_every_route_that_does_more_than_show_is_decided_about(app: Flask) -> None:
    names = {rule.endpoint.partition(".")[2] for rule in _decided(app)}
    assert names - SHOWING == MORE.keys()


def _may(role: Role, rule: Rule) -> bool:
    view, _, name = rule.endpoint.partition(".")
    return {NEEDS[view], MORE.get(name)} - {None} <= PERMISSIONS[role]


def _changing(app: Flask) -> list[Rule]:
    """Routes that take a form; the one that ends the session comes last."""
    rules = [rule for rule in _decided(app) if "POST" in (rule.methods or ())]
    return sorted(rules, key=lambda rule: rule.endpoint == "account.sign_out_everywhere")


@pytest.mark.parametrize("role", list(Role))
def test_each_form_is_taken_from_whom_its_permission_says(
    app: Flask, browser: Browser, role: Role
) -> None:
    client = browser(role)
    for rule in _changing(app):
        path = _path(rule).replace("<action_name>", "none")
        answer = act(client, path)
        assert (answer.status_code != 403) is _may(role, rule), rule


def test_no_form_is_taken_from_a_stranger(app: Flask, client: FlaskClient) -> None:
    token = csrf_token(client.get("/console/login"))
    for rule in _changing(app):
        path = _path(rule).replace("<action_name>", "none")
        answer = client.post(path, data={"csrf_token": token})
        to_the_door = (answer.location or "").startswith("/console/login")
        assert answer.status_code == 401 or to_the_door, rule


def test_no_form_is_taken_from_another_site(app: Flask, admin: FlaskClient) -> None:
    for rule in _changing(app):
        path = _path(rule).replace("<action_name>", "none")
        assert admin.post(path).status_code == 400, rule


ACTIONS = [
    (endpoint, action)
    for view, _table, _name, endpoint in VIEWS
    for action in getattr(view, "row_actions", ())
]


@pytest.mark.parametrize("role", list(Role))
def test_each_action_is_refused_to_roles_without_its_permission(
    browser: Browser, role: Role
) -> None:
    client = browser(role)
    for endpoint, action in ACTIONS:
        may = action.permission in PERMISSIONS[role] and NEEDS[endpoint] in PERMISSIONS[role]
        answer = act(client, f"/console/{endpoint}/act/{action.name}/")
        assert (answer.status_code != 403) is may, (endpoint, action.name)


def test_a_stranger_can_do_nothing(client: FlaskClient) -> None:
    for endpoint, action in ACTIONS:
        answer = client.post(f"/console/{endpoint}/act/{action.name}/", data={"only": "1"})
        assert answer.status_code in {400, 401}, (endpoint, action.name)


@pytest.mark.parametrize("name", ["new", "edit", "delete", "action", "export/csv", "ajax/lookup"])
def test_flask_admins_own_ways_to_change_things_do_not_exist(admin: FlaskClient, name: str) -> None:
    assert admin.get(f"/console/stores/{name}/?id=1").status_code == 404


def test_stranger_is_asked_to_sign_in_everywhere(app: Flask, client: FlaskClient) -> None:
    for rule in _rules(app):
        answer = client.get(_path(rule))
        assert answer.status_code == 302, rule
        assert answer.location.startswith("/console/login"), rule


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_what_its_permissions_say(app: Flask, browser: Browser, role: Role) -> None:
    client = browser(role)
    for rule in _rules(app):
        # A row's page without an id leads back to the list, or is not there.
        is_whole = rule.endpoint.endswith((".index", ".index_view"))
        allowed = {200} if is_whole else {200, 302, 404}
        assert client.get(_path(rule)).status_code in (allowed if _may(role, rule) else {403}), rule


def test_menu_shows_only_what_the_role_may_open(browser: Browser) -> None:
    page = browser(Role.VIEWER).get("/console/").text

    assert "/console/order_syncs/" in page
    assert "/console/audit_events/" not in page


def test_refusal_is_a_sentence(browser: Browser) -> None:
    answer = browser(Role.VIEWER).get("/console/audit_events/")

    assert "Your role does not allow this" in answer.text
