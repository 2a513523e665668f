"""Mapping a partner's product to one that Bubbly has, page by page, on a real simulator."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from powerpact.domain.transitions import Curation, SyncState
from powerpact.models import ProductMap
from powerpact.permissions import Role
from powerpact.services.listing import sync_listing
from powerpact.services.lookups.work import work_lookups
from powerpact.services.transactions import transaction
from tests.admin.browser import act, text_of
from tests.admin.conftest import Browser
from tests.factories import ProductMapFactory
from tests.services.catalogue_readings import product
from tests.services.conftest import bubbly, kiln, open_shop
from tests.services.marketplace import Shop, map_row, read_in, variants_of
from tests.services.own_products import own_product

__all__ = ["bubbly", "kiln", "open_shop"]

MAP = "/console/product_maps/map/?id={}"
Choose = Callable[[list[str]], list[str]]
PAIR = "/console/product_maps/pair/?id={}&product={}"


@pytest.fixture
def mug(bubbly: Shop, kiln: Shop) -> int:
    """The map of a product of Kiln's in two sizes."""
    return read_in(kiln.id, product(1))


def filled(page: TestResponse) -> dict[str, str]:
    """The last form of the page, as a browser would send it when nothing is chosen anew."""
    form = page.text[page.text.rindex("<form") :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        facts = {key: unescape(value) for key, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if facts["type"] == "hidden":
            sent[facts["name"]] = facts["value"]
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        selected = re.search(r'value="([^"]*)" selected', options)
        sent[name] = selected.group(1) if selected else ""
    return sent


def asked(client: FlaskClient, address: str, **sent: str) -> TestResponse:
    """Press the button that asks, let a worker answer, and look."""
    answer = act(client, address, **sent)
    assert answer.status_code == 303, text_of(answer)
    work_lookups()
    return client.get(answer.location)


def read(client: FlaskClient, map_id: int, gid: str) -> TestResponse:
    """The form with the pairs."""
    return asked(client, PAIR.format(map_id, gid), step="read")


def checked(client: FlaskClient, map_id: int, gid: str, **changes: str) -> TestResponse:
    """The page that tells what becomes of it."""
    form = filled(read(client, map_id, gid)) | changes
    return client.post(PAIR.format(map_id, gid), data=form)


def test_from_a_suggestion_to_a_listing(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    suggested = asked(admin, MAP.format(mug))
    assert "Our mug our-mug" in text_of(suggested)
    assert "2 by SKU of 2" in text_of(suggested)
    told = checked(admin, mug, theirs.id)
    assert "2 variants are paired" in text_of(told)
    assert "Title Our mug Mug 1 the partner's" in text_of(told)
    assert "Deleted at Bubbly" not in told.text
    done = admin.post(PAIR.format(mug, theirs.id), data=filled(told), follow_redirects=True)
    assert "Mug 1 is that Bubbly product now, with 2 variants paired." in text_of(done)
    row = map_row(mug)
    assert (row.bubbly_product_id, row.curation) == (theirs.id, Curation.APPROVED)
    assert sync_listing(mug) is SyncState.SYNCED
    assert (bubbly.products(), bubbly.product(theirs.id).title) == (1, "Mug 1")


def test_nothing_is_deleted_that_nobody_agreed_to(
    admin: FlaskClient, bubbly: Shop, mug: int
) -> None:
    theirs = own_product(bubbly, sizes=("Size 1", "Huge"), skus=("SKU-10001", "HUGE"))
    told = checked(admin, mug, theirs.id)
    assert "Deleted at Bubbly: 1" in text_of(told)
    assert "Huge · HUGE" in text_of(told)
    assert "New at Bubbly: 1" in text_of(told)
    form = filled(told)
    refused = admin.post(PAIR.format(mug, theirs.id), data=form)
    assert "agree first to what is deleted" in text_of(refused)
    assert map_row(mug).bubbly_product_id is None
    done = admin.post(PAIR.format(mug, theirs.id), data=form | {"deletes": "1"})
    assert done.status_code == 303
    assert map_row(mug).adopting == sorted(v.id for v in theirs.variants)


def test_a_person_pairs_otherwise(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    first, second = variants_of(mug)
    crossed = {
        f"pair.{first.id}": theirs.variants[1].id,
        f"pair.{second.id}": theirs.variants[0].id,
    }
    told = checked(admin, mug, theirs.id, **crossed)
    admin.post(PAIR.format(mug, theirs.id), data=filled(told))
    assert [v.bubbly_variant_id for v in variants_of(mug)] == [
        theirs.variants[1].id,
        theirs.variants[0].id,
    ]


@pytest.mark.parametrize(
    ("choose", "sentence"),
    [
        (lambda _: ["", ""], "Pair at least one variant."),
        (lambda gids: [gids[0], gids[0]], "paired twice"),
    ],
)
def test_pairs_that_can_not_be_are_told_and_kept(
    admin: FlaskClient, bubbly: Shop, mug: int, choose: Choose, sentence: str
) -> None:
    theirs = own_product(bubbly)
    chosen = choose([variant.id for variant in theirs.variants])
    names = [f"pair.{variant.id}" for variant in variants_of(mug)]
    answer = checked(admin, mug, theirs.id, **dict(zip(names, chosen, strict=True)))
    assert sentence in text_of(answer)
    assert [filled(answer)[name] for name in names] == chosen


def test_a_pair_of_nonsense_is_refused(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    first, *_ = variants_of(mug)
    told = checked(admin, mug, theirs.id, **{f"pair.{first.id}": "nonsense", "pair.x": "y"})
    form = filled(told) | {"deletes": "1"}
    done = admin.post(PAIR.format(mug, theirs.id), data=form)
    assert "Nothing was done: a variant that is paired is not one of" in text_of(done)


def test_a_stale_form_changes_nothing(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    form = filled(checked(admin, mug, theirs.id))
    with transaction() as session:
        session.execute(update(ProductMap).values(title="Cup"))
    answer = admin.post(PAIR.format(mug, theirs.id), data=form)
    assert "Look at the pairs again" in text_of(answer)
    assert map_row(mug).bubbly_product_id is None


def test_a_form_of_an_earlier_reading_changes_nothing(
    admin: FlaskClient, bubbly: Shop, mug: int
) -> None:
    theirs = own_product(bubbly)
    form = filled(checked(admin, mug, theirs.id))
    read(admin, mug, theirs.id)
    answer = admin.post(PAIR.format(mug, theirs.id), data=form)
    assert "Look at the pairs again" in text_of(answer)


def test_a_double_click_maps_once(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    theirs = own_product(bubbly)
    form = filled(checked(admin, mug, theirs.id))
    for _ in range(2):
        answer = admin.post(PAIR.format(mug, theirs.id), data=form, follow_redirects=True)
    assert "It is a Bubbly product already" in text_of(answer)
    assert map_row(mug).bubbly_product_id == theirs.id


def test_what_another_product_lists_can_not_be_chosen(
    admin: FlaskClient, bubbly: Shop, kiln: Shop, mug: int, session: Session
) -> None:
    theirs = own_product(bubbly)
    ProductMapFactory(title="Owner", bubbly_product_id=theirs.id)
    found = asked(admin, MAP.format(mug), q="our mug")
    assert "It is the listing of Owner" in text_of(found)
    assert "Pair its variants" not in found.text
    assert "is the listing of Owner already" in text_of(read(admin, mug, theirs.id))


@pytest.mark.parametrize("gid", ["", "5", "gid://shopify/Order/5", "gid://shopify/Product/x\0"])
def test_what_is_no_product_of_bubblys_is_not_found(
    admin: FlaskClient, session: Session, gid: str
) -> None:
    assert admin.get(PAIR.format(ProductMapFactory().id, gid)).status_code == 404


def test_words_of_nonsense_are_words(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    assert "has nothing like" in text_of(asked(admin, MAP.format(mug), q="\0' OR x:*" + "y" * 900))
    part = f"/console/product_maps/answer/?id={mug}&kind=matches&question=%00"
    assert admin.get(part).status_code == 200


def test_words_that_find_nothing_say_so(admin: FlaskClient, bubbly: Shop, mug: int) -> None:
    assert "has nothing like “zebra”" in text_of(asked(admin, MAP.format(mug), q="zebra"))


def test_of_two_thousand_variants_a_person_sees_those_in_doubt(
    admin: FlaskClient, bubbly: Shop, kiln: Shop
) -> None:
    big = read_in(kiln.id, product(2, variants=300))
    sizes = [f"Size {place}" for place in range(1, 301)]
    skus = [f"SKU-{20_000 + place}" for place in range(1, 300)]
    theirs = own_product(bubbly, sizes=sizes, skus=[*skus, "OTHER"])
    page = read(admin, big, theirs.id)
    assert "200 more variants are paired already" in text_of(page)
    form = filled(page)
    assert len([name for name in form if name.startswith("pair.")]) == 100
    last = variants_of(big)[-1]
    assert form[f"pair.{last.id}"] == theirs.variants[-1].id
    told = admin.post(PAIR.format(big, theirs.id), data=form)
    assert "300 variants are paired" in text_of(told)


def test_unmapping_asks_first_and_says_what_it_means(admin: FlaskClient, session: Session) -> None:
    map_id = ProductMapFactory(title="Bowl").id
    there = "/console/product_maps/act/unmap/"
    asked_first = act(admin, there, only=map_id)
    assert "becomes Bubbly's own" in text_of(asked_first)
    assert map_row(map_id).bubbly_product_id is not None
    done = act(admin, there, only=map_id, confirmed="yes")
    assert done.status_code == 303
    assert map_row(map_id).bubbly_product_id is None


def test_only_who_curates_may_map(browser: Browser, session: Session) -> None:
    map_id = ProductMapFactory().id
    client = browser(Role.VIEWER)
    assert client.get(MAP.format(map_id)).status_code == 403
    assert act(client, PAIR.format(map_id, "gid://shopify/Product/1")).status_code == 403
    assert "/map/" not in client.get(f"/console/product_maps/details/?id={map_id}").text
