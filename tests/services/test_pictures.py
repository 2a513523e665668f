"""Pictures of products are fetched once somebody looks, and forgotten when nobody does."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from powerpact.models import Picture, ProductMap, utc_now
from powerpact.models.picture import hash_of
from powerpact.services.pictures import (
    UNUSED_FOR,
    Look,
    fetch_due,
    forget_unused,
    look_at,
)
from tests.factories import ProductMapFactory
from tests.services.catalogue_runs import imported
from tests.services.marketplace import Shop

ELSEWHERE = "https://images.test/mug.jpg"


def mapped(url: str | None = ELSEWHERE) -> int:
    row: ProductMap = ProductMapFactory(images=[{"url": url, "alt": ""}] if url else [])
    return row.id


def only(session: Session) -> Picture:
    session.expire_all()
    return session.scalars(select(Picture)).one()


def imported_with_picture(session: Session, kiln: Shop) -> int:
    """A product of the simulator, whose pictures are the simulator's too."""
    kiln.control.seed(kiln.domain, "ceramics", products=1)
    kiln.control.advance(60)  # until the store has made its pictures ready
    imported(kiln)
    return session.scalars(select(ProductMap.id)).one()


def test_the_first_look_asks_for_a_picture_and_a_later_one_finds_it(
    app: Flask, session: Session, kiln: Shop
) -> None:
    map_id = imported_with_picture(session, kiln)
    assert look_at(map_id) == Look(is_due=True)
    fetch_due(app.app_context)
    look = look_at(map_id)
    assert look
    assert look.thumbnail
    assert look.thumbnail.content.startswith(b"\x89PNG")
    assert (look.thumbnail.content_type, look.is_due) == ("image/png", False)


def test_a_product_without_a_picture_asks_for_none(session: Session) -> None:
    assert look_at(mapped(None)) == Look()
    assert session.scalars(select(Picture)).all() == []


@pytest.mark.usefixtures("session")
def test_there_is_no_picture_of_no_product() -> None:
    assert look_at(999) is None


def test_looking_twice_asks_once(session: Session) -> None:
    map_id = mapped()
    look_at(map_id)
    look_at(map_id)
    assert only(session).url_hash == hash_of(ELSEWHERE)


def test_a_picture_elsewhere_is_not_fetched_and_not_tried_again(
    app: Flask, session: Session
) -> None:
    map_id = mapped()
    look_at(map_id)
    fetch_due(app.app_context)
    picture = only(session)
    assert (picture.content, picture.next_fetch_at) == (None, None)
    assert picture.error == "the picture is not at Shopify but at images.test"
    assert look_at(map_id) == Look()


def test_a_picture_that_does_not_come_is_tried_again_later(
    app: Flask, session: Session, kiln: Shop
) -> None:
    map_id = imported_with_picture(session, kiln)
    look_at(map_id)
    kiln.control.add_fault("server_error", shop=kiln.domain, operation="file")
    fetch_due(app.app_context)
    picture = only(session)
    assert picture.content is None
    assert picture.next_fetch_at is not None
    assert picture.next_fetch_at > utc_now()
    assert look_at(map_id) == Look()


def test_pictures_that_nobody_looks_at_are_forgotten(session: Session) -> None:
    look_at(mapped())
    old = only(session)
    old.used_at = utc_now() - UNUSED_FOR - timedelta(days=1)
    session.commit()
    look_at(mapped("https://images.test/bowl.jpg"))
    assert forget_unused() == 1
    assert only(session).url == "https://images.test/bowl.jpg"


def test_a_look_keeps_a_picture(session: Session) -> None:
    map_id = mapped()
    look_at(map_id)
    only(session).used_at = utc_now() - UNUSED_FOR - timedelta(days=1)
    session.commit()
    look_at(map_id)
    assert forget_unused() == 0
