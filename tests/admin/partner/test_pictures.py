"""Pictures of a partner's products, at addresses that are signed and expire."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from sqlalchemy.orm import Session

from powerpact.models import PartnerStore, Picture, ProductMap, utc_now
from powerpact.models.picture import hash_of
from tests.admin.partner.conftest import Frame, OpenFrame
from tests.factories import PartnerStoreFactory, ProductMapFactory, VariantMapFactory

URL = "https://images.test/mug.png"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def mug(session: Session) -> ProductMap:
    row: ProductMap = ProductMapFactory(images=[{"url": URL, "alt": ""}])
    VariantMapFactory(product_map=row)
    session.add(
        Picture(
            url_hash=hash_of(URL),
            url=URL,
            content=PNG,
            content_type="image/png",
            fetched_at=utc_now(),
            next_fetch_at=None,
        )
    )
    session.commit()
    return row


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser that brings no token along, as for every image."""
    return app.test_client(use_cookies=False)


def address_in(frame: Frame, path: str) -> str:
    found = re.search(r'<img class="picture" src="(/app/pictures/[^"]+)"', frame.get(path).text)
    assert found
    return found[1]


def signed(app: Flask, *payload: object) -> str:
    serializer = URLSafeSerializer(str(app.secret_key), salt="dashboard-picture")
    return f"/app/pictures/{serializer.dumps(list(payload))}"


def test_the_address_on_a_page_shows_the_picture_without_a_token(
    frame_of: OpenFrame, mug: ProductMap, stranger: FlaskClient
) -> None:
    frame = frame_of(mug.partner)
    address = address_in(frame, "products/")
    shown = stranger.get(address)
    assert (shown.status_code, shown.mimetype, shown.data) == (200, "image/png", PNG)
    assert address == address_in(frame, f"products/details/?id={mug.id}")


def test_a_browser_keeps_the_picture_and_nobody_else_does(
    frame_of: OpenFrame, mug: ProductMap, stranger: FlaskClient
) -> None:
    shown = stranger.get(address_in(frame_of(mug.partner), "products/"))
    assert shown.cache_control.private
    assert not shown.cache_control.no_store
    assert "Set-Cookie" not in shown.headers


def test_an_address_is_good_for_two_days(
    app: Flask, mug: ProductMap, stranger: FlaskClient
) -> None:
    today = utc_now().date()
    for days, status in ((0, 200), (1, 200), (2, 404), (30, 404), (-1, 404)):
        day = (today - timedelta(days=days)).toordinal()
        assert stranger.get(signed(app, mug.id, day)).status_code == status, days


def test_nobody_makes_an_address_up(app: Flask, mug: ProductMap, stranger: FlaskClient) -> None:
    whole = signed(app, mug.id, utc_now().date().toordinal())
    other = URLSafeSerializer("another secret", salt="dashboard-picture")
    made_up = other.dumps([mug.id, utc_now().date().toordinal()])
    for path in (whole[:-1], f"{whole}x", f"/app/pictures/{mug.id}", f"/app/pictures/{made_up}"):
        assert stranger.get(path).status_code == 404, path


def test_the_picture_of_a_product_that_is_not_there_is_not_found(
    app: Flask, session: Session, stranger: FlaskClient
) -> None:
    assert stranger.get(signed(app, 9, utc_now().date().toordinal())).status_code == 404


def test_no_page_gives_out_an_address_of_another_partners_picture(
    frame_of: OpenFrame, mug: ProductMap
) -> None:
    other: PartnerStore = PartnerStoreFactory()
    assert "/app/pictures/" not in frame_of(other).get("products/").text
