"""Several people at once: whoever comes second is told so, and nothing is mapped twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from powerpact.domain.transitions import Curation, SyncState
from powerpact.errors import Refused
from powerpact.models import ListingLookup, LookupKind, ProductMap, VariantMap
from powerpact.services.lookups.asking import ask
from powerpact.services.product_mapping import SeenProduct, map_to_existing
from powerpact.services.transactions import transaction
from powerpact.services.variant_mapping import map_variant
from tests.factories import ProductMapFactory, VariantMapFactory
from tests.services.marketplace import ANA

GID = "gid://shopify/ProductVariant/5"
THEIRS = SeenProduct("gid://shopify/Product/77", frozenset({GID}))
AT_ONCE = 4


@pytest.fixture
def at_once(app: Flask) -> Callable[[Callable[[int], object]], list[object]]:
    """Does something in so many threads at the same moment; what each got or was refused with."""
    start = Barrier(AT_ONCE)

    def one(act: Callable[[int], object], number: int) -> object:
        with app.app_context():
            start.wait()
            try:
                return act(number)
            except Refused as error:
                return str(error)

    def all_of_them(act: Callable[[int], object]) -> list[object]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(lambda number: one(act, number), range(AT_ONCE)))

    return all_of_them


Together = Callable[[Callable[[int], object]], list[object]]


def unlisted() -> VariantMap:
    product = ProductMapFactory(
        bubbly_product_id=None, curation=Curation.PROPOSED, sync=SyncState.NEVER
    )
    variant: VariantMap = VariantMapFactory(product_map=product, bubbly_variant_id=None)
    return variant


def test_one_bubbly_product_goes_to_one_of_many(app: Flask, at_once: Together) -> None:
    with app.app_context():
        variants = [unlisted() for _ in range(AT_ONCE)]
        maps = [(v.product_map.id, v.id, v.product_map.updated_at) for v in variants]

    def take(number: int) -> object:
        map_id, variant_id, seen = maps[number]
        return map_to_existing(map_id, THEIRS, {variant_id: GID}, ANA, seen)

    told = at_once(take)
    refused = [each for each in told if isinstance(each, str)]
    assert len(refused) == AT_ONCE - 1
    assert all("is the listing of" in each for each in refused)
    with app.app_context(), transaction() as session:
        mapped = select(func.count()).where(ProductMap.bubbly_product_id == THEIRS.id)
        assert session.scalar(mapped) == 1
        assert session.scalar(select(func.count()).where(VariantMap.bubbly_variant_id == GID)) == 1


def test_one_bubbly_variant_goes_to_one_of_many(app: Flask, at_once: Together) -> None:
    with app.app_context():
        ids = [unlisted().id for _ in range(AT_ONCE)]
    told = at_once(lambda number: map_variant(GID, ids[number], ANA))
    assert len([each for each in told if isinstance(each, str)]) == AT_ONCE - 1


def test_one_form_sent_many_times_maps_once(app: Flask, at_once: Together) -> None:
    with app.app_context():
        variant = unlisted()
        map_id, variant_id, seen = (
            variant.product_map.id,
            variant.id,
            variant.product_map.updated_at,
        )
    told = at_once(lambda _: map_to_existing(map_id, THEIRS, {variant_id: GID}, ANA, seen))
    assert len([each for each in told if isinstance(each, str)]) == AT_ONCE - 1


def test_many_who_ask_the_same_ask_once(app: Flask, at_once: Together) -> None:
    with app.app_context():
        map_id = ProductMapFactory().id
    at_once(lambda _: ask(map_id, LookupKind.PREVIEW, ANA))
    with app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(ListingLookup)) == 1
