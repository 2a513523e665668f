"""What Shopify is told of the app says what the code does."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from powerpact.models import StoreKind
from powerpact.services.store_webhooks import topics_of
from powerpact.shopify.scopes import NEEDED
from powerpact.shopify.topics import COMPLIANCE, OF_THE_APP
from powerpact.shopify.version import API_VERSION
from powerpact.web import install
from powerpact.web.webhooks import PATH as WEBHOOKS

ROOT = Path(__file__).parents[1]
ADDRESS = "https://powerpact.test"


@pytest.fixture
def told() -> dict[str, Any]:
    return tomllib.loads((ROOT / "shopify.app.toml").read_text())


def test_it_asks_for_what_the_code_needs(told: dict[str, Any]) -> None:
    assert told["access_scopes"] == {"scopes": ",".join(NEEDED)}


def test_each_scope_has_its_reason() -> None:
    reasons = re.findall(
        r"^\| `(\w+)` \| \S.+ \|$", (ROOT / "docs/scopes.md").read_text(), re.MULTILINE
    )
    assert tuple(reasons) == NEEDED


def test_it_speaks_the_version_that_the_code_speaks(told: dict[str, Any]) -> None:
    assert told["webhooks"]["api_version"] == API_VERSION


def test_its_addresses_are_ours(told: dict[str, Any], app: Flask) -> None:
    assert told["embedded"] is True
    assert told["auth"]["redirect_urls"] == [f"{ADDRESS}{install.CALLBACK}"]
    routes = app.url_map.bind("powerpact.test", url_scheme="https")
    assert routes.match(install.CALLBACK)[0] == "install.callback"
    application = told["application_url"]
    assert application.startswith(f"{ADDRESS}/")
    assert routes.match(application.removeprefix(ADDRESS))
    assert {table["uri"] for table in told["webhooks"]["subscriptions"]} == {f"{ADDRESS}{WEBHOOKS}"}


def test_topics_of_the_app_and_of_law_are_in_tables_apart(told: dict[str, Any]) -> None:
    app_topics, law = told["webhooks"]["subscriptions"]
    assert (app_topics["topics"], "compliance_topics" in app_topics) == (list(OF_THE_APP), False)
    assert (law["compliance_topics"], "topics" in law) == (list(COMPLIANCE), False)


@pytest.mark.parametrize("kind", list(StoreKind))
def test_nothing_is_subscribed_to_twice(kind: StoreKind) -> None:
    assert set(topics_of(kind)).isdisjoint({*OF_THE_APP, *COMPLIANCE})


def test_no_name_in_it_is_one_that_the_review_refuses(told: dict[str, Any]) -> None:
    addresses = [told["application_url"], *told["auth"]["redirect_urls"], told["name"]]
    assert not [each for each in addresses if re.search("shopify|example", each, re.IGNORECASE)]
    assert len(told["name"]) <= 30
