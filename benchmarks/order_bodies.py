"""Bodies of `orders/paid` webhooks as Bubbly's shop would send them, signed, in a file for wrk."""

import base64
import hmac
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.ground import CLIENT_SECRET

MOMENT = "2026-11-20T09:30:00+00:00"
ADDRESS = {
    "first_name": "Zoë",
    "last_name": "Ørsted",
    "name": "Zoë Ørsted",
    "company": None,
    "address1": "12 Quay Road",
    "address2": "Flat 3",
    "city": "Bristol",
    "zip": "BS1 4DJ",
    "province": "England",
    "province_code": "ENG",
    "country": "United Kingdom",
    "country_code": "GB",
    "phone": "+441174960123",
    "latitude": 51.45,
    "longitude": -2.59,
}


def write_bodies(path: Path, bodies: Iterable[bytes]) -> None:
    """One line each, `signature TAB body`: the signature covers the body alone (facts 2.1)."""
    with path.open("wb") as file:
        for body in bodies:
            digest = hmac.digest(CLIENT_SECRET.encode(), body, "sha256")
            file.write(base64.b64encode(digest) + b"\t" + body + b"\n")


def paid_order(number: int, variant_ids: Sequence[int]) -> bytes:
    """Order `number` with one line for each of Bubbly's variants, in pounds; 8 kB for four."""
    lines = [_line(number * 100 + place, variant) for place, variant in enumerate(variant_ids)]
    total = sum(float(line["price"]) * line["quantity"] for line in lines)
    order = {
        **_identity(number),
        **_amounts(total),
        **dict.fromkeys(("billing_address", "shipping_address"), ADDRESS),
        "customer": {
            "id": 7_000_000_000_000 + number,
            "email": "zoe@example.test",
            "tags": "",
            "first_name": "Zoë",
            "last_name": "Ørsted",
            "state": "enabled",
            "currency": "GBP",
            "default_address": ADDRESS,
        },
        "line_items": lines,
        "shipping_lines": [
            {"id": 8_000_000_000_000 + number, "title": "Standard", "code": "STD"}
            | _priced("price", 3.95)
            | {"discounted_price": "3.95", "is_removed": False, "tax_lines": []}
        ],
        "refunds": [],
        "fulfillments": [],
        "note_attributes": [],
        "discount_codes": [],
    }
    return json.dumps(order, separators=(",", ":"), ensure_ascii=False).encode()


def _identity(number: int) -> dict[str, Any]:
    gid = 6_000_000_000_000 + number
    unset = ("cancel_reason", "cancelled_at", "closed_at", "fulfillment_status", "note", "phone")
    return {
        "id": gid,
        "admin_graphql_api_id": f"gid://shopify/Order/{gid}",
        "app_id": 580111,
        "name": f"#{number}",
        "number": number,
        "order_number": number + 1000,
        "token": f"{number:032x}",
        "cart_token": f"{number:032x}",
        "checkout_id": gid + 1,
        "created_at": MOMENT,
        "processed_at": MOMENT,
        "updated_at": MOMENT,
        "email": "zoe@example.test",
        "contact_email": "zoe@example.test",
        "tags": "",
        "financial_status": "paid",
        "confirmed": True,
        "test": False,
        "source_name": "web",
        "customer_locale": "en",
        "browser_ip": "192.0.2.7",
        "buyer_accepts_marketing": False,
        "payment_gateway_names": ["shopify_payments"],
        **dict.fromkeys(unset),
    }


def _amounts(total: float) -> dict[str, Any]:
    whole = ("total_price", "current_total_price", "subtotal_price", "current_subtotal_price")
    none = ("total_discounts", "current_total_discounts", "total_tax", "current_total_tax")
    return {
        "currency": "GBP",
        "presentment_currency": "GBP",
        "taxes_included": True,
        **{key: value for name in whole for key, value in _priced(name, total).items()},
        **{key: value for name in none for key, value in _priced(name, 0).items()},
        "total_weight": 900,
        "tax_exempt": False,
        "tax_lines": [],
    }


def _line(number: int, variant: int) -> dict[str, Any]:
    return {
        "id": number,
        "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
        "variant_id": variant,
        "product_id": 9_000_000_000_000 + variant,
        "quantity": 2,
        "current_quantity": 2,
        "fulfillable_quantity": 2,
        "fulfillment_status": None,
        "fulfillment_service": "manual",
        "gift_card": False,
        "grams": 450,
        "sku": f"S-{variant}",
        "title": "Stoneware bowl, hand thrown",
        "variant_title": "Medium / Moss",
        "name": "Stoneware bowl, hand thrown - Medium / Moss",
        "vendor": "A partner's pottery",
        "product_exists": True,
        "requires_shipping": True,
        "taxable": True,
        "properties": [],
        "variant_inventory_management": "shopify",
        "duties": [],
        "discount_allocations": [],
        **_priced("price", 18.5 + number % 7),
        **_priced("total_discount", 0),
        "tax_lines": [
            {"title": "GB VAT", "rate": 0.2, "channel_liable": False} | _priced("price", 1.9)
        ],
    }


def _priced(name: str, amount: float) -> dict[str, Any]:
    """An amount as Shopify writes it: once plain, once for the shop's and the shopper's money."""
    money = {"amount": f"{amount:.2f}", "currency_code": "GBP"}
    return {
        name: f"{amount:.2f}",
        f"{name}_set": {"shop_money": money, "presentment_money": money},
    }
