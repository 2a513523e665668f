"""Every route of the dashboard, as a stranger, as staff, and as a shop of each standing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from powerpact.admin.partner import PAGES, VIEWS
from powerpact.config import is_dashboard
from powerpact.models import AdmissionState, Trade
from powerpact.permissions import PartnerPermission, Role, partner_may
from tests.admin.conftest import Browser
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import AdmissionFactory, BubblyStoreFactory, PartnerStoreFactory

# Open without a session token. The first shows nothing, and is where one is got; the second shows
# one picture to whom we gave its signed address, because an image brings no token along.
PUBLIC = {"dashboard_bounce.bounce", "own_pictures.show"}
# What each view needs, by its endpoint.
NEEDS: dict[str, PartnerPermission] = {
    "dashboard": PartnerPermission.VIEW_OWN,
    **{f"dashboard_{end}": view.permission for view, _table, _name, end in VIEWS},
    **{f"dashboard_{end}": page.permission for page, _name, end in PAGES},
}
# Routes that only show, by name: they need what their view needs.
SHOWING = {"index", "index_view", "details_view", "progress"}
# What every other route needs beyond its view. One that nobody decided about fails a test.
MORE: dict[str, PartnerPermission | None] = {
    "csv_file": PartnerPermission.EXPORT_OWN,
    "act": None,  # each action names its own
    "agree": PartnerPermission.VISIT,
    "leaving": PartnerPermission.STEER_OWN_STORE,
    "steer": PartnerPermission.STEER_OWN_STORE,
    "save_settings": PartnerPermission.EDIT_OWN_SETTINGS,
    "send_test_mail": PartnerPermission.EDIT_OWN_SETTINGS,
}


def _rules(app: Flask, method: str = "GET") -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if is_dashboard(rule.rule)
        and rule.endpoint not in PUBLIC
        and method in (rule.methods or ())
    ]


def _path(rule: Rule) -> str:
    return rule.rule.replace("<action_name>", "none")


def _may(standing: str, rule: Rule) -> bool:
    view, _, name = rule.endpoint.partition(".")
    needed = {NEEDS[view], MORE.get(name)} - {None}
    return all(partner_may(standing, each) for each in needed if each)


def _shop_of(standing: str) -> str:
    """The domain of a shop of that standing."""
    domain = f"{standing}.myshopify.com"
    if standing in {"member", "joining", "left"}:
        trade = {"member": Trade.OPEN}.get(standing) or Trade(standing)
        PartnerStoreFactory(shop_domain=domain, trade=trade)
    elif standing == "bubbly":
        BubblyStoreFactory(shop_domain=domain)
    elif standing != "stranger":
        AdmissionFactory(shop_domain=domain, state=AdmissionState(standing))
    return domain


STANDINGS = ("stranger", "asked", "declined", "invited", "joining", "member", "left", "bubbly")


def test_every_route_is_decided_about(app: Flask) -> None:
    rules = [*_rules(app), *_rules(app, "POST")]
    names = {rule.endpoint.partition(".")[2] for rule in rules}

    assert {rule.endpoint.partition(".")[0] for rule in rules} == NEEDS.keys()
    assert names - SHOWING == MORE.keys()


def test_a_stranger_is_sent_for_a_token_everywhere(app: Flask, client: FlaskClient) -> None:
    for rule in _rules(app):
        answer = client.get(_path(rule))

        assert answer.status_code == 302, rule
        assert answer.location.startswith("/app/session-token?"), rule


def test_no_form_is_taken_without_a_token(app: Flask, browser: Browser) -> None:
    staff = browser(Role.ADMIN)  # whose cookie counts for nothing here
    for rule in _rules(app, "POST"):
        answer = staff.post(_path(rule))

        assert answer.status_code == 401, rule
        assert answer.headers["X-Shopify-Retry-Invalid-Session-Request"] == "1", rule


@pytest.mark.parametrize("standing", STANDINGS)
def test_each_shop_gets_what_its_standing_allows(
    app: Flask, frame_of: OpenFrame, standing: str
) -> None:
    with app.app_context():
        frame = frame_of(_shop_of(standing))
    for method in ("GET", "POST"):
        for rule in _rules(app, method):
            answer = frame.open(_path(rule), method)

            assert _is_let_in(answer.status_code, answer.location) is _may(standing, rule), rule
            assert "Set-Cookie" not in answer.headers, rule
            assert f"https://{frame.shop_domain} " in answer.headers["Content-Security-Policy"]


def _is_let_in(status: int, location: str | None) -> bool:
    """Whoever may not is led to the welcome page, or told so."""
    is_led_away = status == 302 and "/app/welcome/" in (location or "")
    return status != 403 and not is_led_away


@pytest.mark.parametrize("name", ["new", "edit", "delete", "action", "export/csv", "ajax/lookup"])
def test_flask_admins_own_ways_to_change_things_do_not_exist(frame: Frame, name: str) -> None:
    assert frame.get(f"runs/{name}/?id=1").status_code == 404
