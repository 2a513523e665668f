"""The console serves pictures of products itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from powerpact.models import Picture, utc_now
from powerpact.models.picture import hash_of
from powerpact.services.transactions import transaction
from tests.factories import ProductMapFactory

URL = "https://images.test/mug.png"
PNG = b"\x89PNG\r\n\x1a\n and the rest"


@pytest.fixture
def map_id(app: Flask) -> int:
    with app.app_context():
        return int(ProductMapFactory(images=[{"url": URL, "alt": ""}]).id)


@pytest.fixture
def kept(app: Flask, map_id: int) -> str:
    """The address of a picture that is here."""
    with app.app_context(), transaction() as session:
        here = {"content": PNG, "content_type": "image/png", "fetched_at": utc_now()}
        session.add(Picture(url_hash=hash_of(URL), url=URL, next_fetch_at=None, **here))
    return f"/console/pictures/{map_id}"


def test_a_picture_that_is_here_is_sent_to_be_kept_by_this_browser(
    admin: FlaskClient, kept: str
) -> None:
    answer = admin.get(kept)
    assert (answer.status_code, answer.content_type, answer.data) == (200, "image/png", PNG)
    assert answer.headers["Cache-Control"] == "private, max-age=604800"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_has_it_is_sent_nothing(admin: FlaskClient, kept: str) -> None:
    etag = admin.get(kept).headers["ETag"]
    again = admin.get(kept, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_until_it_is_here_something_stands_in_that_no_browser_keeps(
    admin: FlaskClient, map_id: int
) -> None:
    answer = admin.get(f"/console/pictures/{map_id}")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("nonsense", ["x", "0", "-1", "99999", "9" * 30])
def test_a_product_that_is_not_there_has_no_picture(admin: FlaskClient, nonsense: str) -> None:
    assert admin.get(f"/console/pictures/{nonsense}").status_code == 404


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, kept: str) -> None:
    answer = client.get(kept)
    assert answer.status_code == 302
    assert answer.location.startswith("/console/login")


def test_no_page_loads_a_picture_from_another_host(admin: FlaskClient, kept: str) -> None:
    answer = admin.get("/console/product_maps/")
    assert "img-src 'self' data:;" in answer.headers["Content-Security-Policy"]
    assert f'src="{kept}?v={hash_of(URL)[:12]}"' in answer.text
    assert "data-awaited" not in answer.text
    assert URL not in answer.text
