"""The marketplace that the orders benchmark runs on: Bubbly, ten partners, a thousand variants.

As many as the peer has, split in the same way: variant n belongs to partner n modulo ten, and an
order has three to five lines of two partners.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import insert

from benchmarks.order_bodies import MOMENT, paid_order
from powerpact.app import create_app
from powerpact.domain.catalogue import ProductStatus
from powerpact.domain.transitions import Curation, SyncState
from powerpact.extensions import db
from powerpact.models import BubblyStore, PartnerStore, ProductMap, VariantMap, utc_now

PARTNERS, VARIANTS = 10, 1_000
FIRST_VARIANT = 40_000_000_000_000
PRODUCT_OF = 9_000_000_000_000  # what `paid_order` adds to a variant for its product


def seed(stores_at: str) -> None:
    """Fill an empty database; the partners' stores are below that address."""
    with create_app().app_context():
        db.session.add(BubblyStore(**_store("bubbly", "Bubbly", stores_at), publication_ids=[]))
        partners = [_partner(number, stores_at) for number in range(PARTNERS)]
        db.session.add_all(partners)
        db.session.flush()
        products = [_product(n, partners[n % PARTNERS].id) for n in range(VARIANTS)]
        made = db.session.scalars(
            insert(ProductMap).returning(ProductMap.id, sort_by_parameter_order=True), products
        )
        db.session.execute(insert(VariantMap), [_variant(n, of) for n, of in enumerate(made)])
        db.session.commit()
        db.engine.dispose()


def orders(count: int, first: int, seed_of_chance: int = 7) -> Iterator[bytes]:
    """Bodies of that many paid orders, placed now and numbered from ``first`` on.

    Now, because an order that is older than a few minutes is looked for before it is sent.
    """
    chance = random.Random(seed_of_chance)  # noqa: S311 - the same orders in every turn
    now = datetime.now(UTC).isoformat(timespec="seconds").encode()
    for number in range(first, first + count):
        yield paid_order(number, _variants(chance)).replace(MOMENT.encode(), now)


def _variants(chance: random.Random) -> list[int]:
    both = chance.sample(range(PARTNERS), 2)
    partners = both + [chance.choice(both) for _ in range(chance.randint(1, 3))]
    each = VARIANTS // PARTNERS
    return [FIRST_VARIANT + partner + PARTNERS * chance.randrange(each) for partner in partners]


def _store(name: str, title: str, stores_at: str) -> dict[str, object]:
    shop = f"{name}.myshopify.com"
    return {
        "shop_domain": shop,
        "name": title,
        "currency": "GBP",
        "base_url": f"{stores_at}/{shop}",
        "access_token": "a token of no store",
    }


def _partner(number: int, stores_at: str) -> PartnerStore:
    terms = {"code": f"p{number}", "commission_rate": "0.15"}
    return PartnerStore(**_store(f"partner-{number}", f"Partner {number}", stores_at), **terms)


def _product(number: int, partner_id: int) -> dict[str, object]:
    return {
        "partner_id": partner_id,
        "partner_product_id": f"gid://shopify/Product/{number + 1}",
        "bubbly_product_id": f"gid://shopify/Product/{PRODUCT_OF + FIRST_VARIANT + number}",
        "partner_ref": f"bench-{number}",
        "curation": Curation.APPROVED,
        "sync": SyncState.SYNCED,
        "title": f"Stoneware bowl {number}",
        "handle": f"stoneware-bowl-{number}",
        "status": ProductStatus.ACTIVE,
        "partner_updated_at": utc_now(),
    }


def _variant(number: int, product_map_id: int) -> dict[str, object]:
    return {
        "product_map_id": product_map_id,
        "partner_variant_id": f"gid://shopify/ProductVariant/{number + 1}",
        "bubbly_variant_id": f"gid://shopify/ProductVariant/{FIRST_VARIANT + number}",
        "partner_inventory_item_id": f"gid://shopify/InventoryItem/{number + 1}",
        "title": "Medium / Moss",
        "sku": f"SKU-{number}",
        "position": 1,
        "price": "12.50",
    }
