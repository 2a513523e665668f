"""The dashboard on bad days: pages in words, framed by the right shop alone, without a cookie."""

from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import text
from werkzeug.test import TestResponse

from powerpact.app import create_app
from powerpact.config import Settings
from powerpact.errors import ServiceAway
from powerpact.extensions import db
from tests.admin.partner.conftest import token_for
from tests.factories import PartnerStoreFactory, ProductMapFactory
from tests.fixtures.application import bind_queue, close

SHOP = "fern.myshopify.com"
Made = Callable[..., FlaskClient]


@pytest.fixture
def shop(app: Flask) -> None:
    """A partner with a product."""
    with app.app_context():
        ProductMapFactory(partner=PartnerStoreFactory(shop_domain=SHOP))


@pytest.fixture
def made(app: Flask, settings: Settings) -> Iterator[Made]:
    """Makes a browser of an application with other settings, and pages that break on purpose."""
    del app
    apps: list[Flask] = []

    def with_changes(**changes: SecretStr) -> FlaskClient:
        other = create_app(settings.model_copy(update=changes))
        bind_queue(other, other.config["SETTINGS"])
        for name, view in {"broken": _break, "away": _away, "writing": _write}.items():
            other.add_url_rule(f"/app/{name}", name, view)
        apps.append(other)
        return other.test_client()

    yield with_changes
    for each in apps:
        close(each)


def _break() -> NoReturn:
    raise RuntimeError("a secret detail")


def _away() -> NoReturn:
    raise ServiceAway("PostgreSQL at a secret address does not answer")


def _write() -> str:
    db.session.execute(text("UPDATE product_map SET title = 'secret'"))
    return "written"


def ask(client: FlaskClient, path: str, method: str = "GET", **asked: object) -> TestResponse:
    headers = {"Authorization": f"Bearer {token_for(SHOP)}"}
    return client.open(f"/app/{path}", method=method, headers=headers, **asked)


def is_framed_by(answer: TestResponse, *framers: str) -> bool:
    """Whether those may frame the answer and nobody else, and it is kept by nobody."""
    policy = answer.headers["Content-Security-Policy"].split("; ")
    allowed = next(each for each in policy if each.startswith("frame-ancestors")).split()[1:]
    quiet = "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    return quiet and allowed[:-1] == list(framers) and "X-Frame-Options" not in answer.headers


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("broken", "GET", 500),
        ("away", "GET", 503),
        ("writing", "GET", 500),
        ("runs/", "DELETE", 405),
        ("nothing", "GET", 404),
        ("orders/details/?id=0", "GET", 404),
        ("orders", "GET", 308),
        ("welcome/", "GET", 302),
    ],
)
def test_every_answer_is_framed_by_the_shop_alone(
    made: Made, path: str, method: str, status: int
) -> None:
    answer = ask(made(), path, method)

    assert answer.status_code == status
    assert is_framed_by(answer, f"https://{SHOP}")
    assert "secret" not in answer.text


@pytest.mark.usefixtures("shop")
def test_too_large_a_form_is_refused_in_words(made: Made) -> None:
    answer = ask(made(), "settings/save/", "POST", data={"alert_email": "x" * 3_000_000})

    assert answer.status_code == 413
    assert is_framed_by(answer, f"https://{SHOP}")


def test_without_postgresql_nobody_is_known(made: Made) -> None:
    nowhere = SecretStr("postgresql+psycopg://nobody:a-password@127.0.0.1:1/nothing")
    answer = ask(made(database_url=nowhere), "orders/")

    assert answer.status_code == 503
    assert is_framed_by(answer)
    assert "a-password" not in answer.text


@pytest.mark.usefixtures("shop")
def test_without_redis_pages_and_forms_work(made: Made) -> None:
    client = made(redis_url=SecretStr("redis://127.0.0.1:1/0"))

    for path in ("", "orders/", "products/", "settings/", "membership/"):
        assert ask(client, path).status_code == 200
    assert ask(client, "?id_token=x").status_code == 200
    done = ask(client, "products/act/withdraw/", "POST", data={"ids": "1"})
    assert "1 product" in ask(client, done.location.removeprefix("/app/")).text
