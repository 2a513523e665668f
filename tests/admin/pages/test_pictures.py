"""A picture that a worker fetches just now comes to the page that waits for it."""

from flask import Flask
from playwright.sync_api import expect

from powerpact.models import Picture, utc_now
from powerpact.models.picture import hash_of
from powerpact.services.transactions import transaction
from powerpact.simulator.pictures import SIDE, drawn
from tests.admin.pages.conftest import StaffPage
from tests.factories import ProductMapFactory

URL = "https://cdn.shopify.com/mug.png"


def test_a_picture_that_is_fetched_meanwhile_takes_the_place_of_the_stand_in(
    app: Flask, staff_page: StaffPage
) -> None:
    with app.app_context():
        ProductMapFactory(images=[{"url": URL, "alt": ""}])
    page = staff_page()
    page.goto("/console/product_maps/")
    picture = page.locator("img.picture")
    expect(picture).to_have_js_property("naturalWidth", 40)
    with app.app_context(), transaction() as session:
        here = {"content": drawn(URL), "content_type": "image/png", "fetched_at": utc_now()}
        kept = session.get(Picture, hash_of(URL))
        assert kept, "looking at the page has not asked for the picture"
        for name, value in here.items():
            setattr(kept, name, value)
    expect(picture).to_have_js_property("naturalWidth", SIDE, timeout=10_000)
