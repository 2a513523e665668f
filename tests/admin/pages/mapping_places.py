"""Pages that ask Bubbly about a listing, each with an answer that is as full as it gets."""

from typing import Any

from powerpact.domain.catalogue import Image, Option
from powerpact.extensions import db
from powerpact.models import ListingLookup, LookupKind, LookupState, ProductMap, utc_now
from powerpact.services.lookups.change_rows import MOST_VARIANTS
from tests.factories import PartnerStoreFactory, ProductMapFactory, VariantMapFactory

LONG = "A very long name that nobody would give to anything but a test, and yet somebody will"
GID = "gid://shopify/Product/{}"
VALUES: dict[str, tuple[Any, Any]] = {
    "title": ("", LONG),
    "description_html": ("", "<p>" + "x" * 1500),
    "tags": ([], ["clay", LONG]),
    "options": ([], [f"Size: {LONG}", "Colour: blue, red"]),
    "images": ([], [str(Image("https://images.test/1.jpg"))] * 3),
    "published": (False, True),
}
FIELDS = [
    {"name": name, "now": now, "then": then, "owner": "staff" if name == "title" else "partner"}
    for name, (now, then) in VALUES.items()
]
PRICES = [
    {"name": "price", "now": "10.00", "then": "12.50", "owner": "staff"},
    {"name": "compare_at_price", "now": None, "then": "15.00", "owner": "partner"},
]


def _variant(number: int, **more: Any) -> dict[str, Any]:
    facts = {"id": f"gid://shopify/ProductVariant/{number}", "title": f"Size {number}"}
    codes = {"sku": f"SKU-{'9' * 30}{number}", "barcode": "", "price": "10.00"}
    return {**facts, **codes, **more}


def answered(row: ProductMap, kind: LookupKind, answer: dict[str, Any], question: str = "") -> int:
    """Bubbly has answered; the product map's id."""
    lookup = ListingLookup(
        product_map_id=row.id,
        kind=kind,
        question=question,
        asked_by="ana@bubbly.test",
        state=LookupState.ANSWERED,
        answered_at=utc_now(),
        answer=answer,
    )
    db.session.add(lookup)
    db.session.commit()
    return int(row.id)


def unlisted() -> ProductMap:
    """A product that is not at Bubbly yet, with three variants."""
    partner = PartnerStoreFactory(name=LONG)
    row: ProductMap = ProductMapFactory(title=LONG, partner=partner, bubbly_product_id=None)
    for place in range(1, 4):
        sku = f"SKU-{place}"
        VariantMapFactory(
            product_map=row, title=LONG, position=place, sku=sku, bubbly_variant_id=None
        )
    return row


def previewing() -> str:
    """Every kind of change."""
    variants = [_variant(number) for number in range(MOST_VARIANTS)]
    changes = {
        "fields": FIELDS,
        "changed": {"count": 2000, "shown": [{**each, "fields": PRICES} for each in variants]},
        "added": {"count": 2, "shown": variants[:2]},
        "removed": {"count": 60, "shown": variants},
    }
    answer = {
        "is_new": False,
        "was_lost": False,
        "sends": True,
        "supposed": False,
        "currency": "GBP",
        "changes": changes,
    }
    map_id = answered(ProductMapFactory(title=LONG), LookupKind.PREVIEW, answer)
    return f"/console/product_maps/preview/?id={map_id}"


def mapping() -> str:
    """Products that may be it, one of which is another listing."""
    ProductMapFactory(title=LONG, bubbly_product_id=GID.format(2))
    plain = {"title": LONG, "vendor": LONG, "status": "ACTIVE", "handle": "h" * 60, "variants": 3}
    products = [
        {"id": GID.format(number), **plain, "by_sku": 3 - number, "by_barcode": number}
        for number in range(1, 4)
    ]
    answer = {"variants": 3, "looked_for": 3, "products": products}
    map_id = answered(unlisted(), LookupKind.MATCHES, answer)
    return f"/console/product_maps/map/?id={map_id}"


def pairing() -> str:
    """Two variants that are alike, one that is not, and one of Bubbly's that nobody sells."""
    gid, option = GID.format(1), Option("Size", ("S",))
    alike = [_variant(place, options=[*option.values], sku=f"SKU-{place}") for place in (1, 2)]
    strange = _variant(9, options=[LONG], title=LONG)
    answer = {
        "id": gid,
        "title": LONG,
        "vendor": LONG,
        "status": "ACTIVE",
        "currency": "GBP",
        "fields": FIELDS,
        "variants": [*alike, strange],
    }
    map_id = answered(unlisted(), LookupKind.PRODUCT, answer, gid)
    return f"/console/product_maps/pair/?id={map_id}&product={gid}"
