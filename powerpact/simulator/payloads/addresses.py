"""Addresses and customers inside webhook bodies."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.store.orders import Customer, MailingAddress, Order
from powerpact.simulator.store.shops import Shop

COUNTRY_NAMES = {
    "AU": "Australia",
    "BH": "Bahrain",
    "CA": "Canada",
    "DE": "Germany",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IT": "Italy",
    "JP": "Japan",
    "KW": "Kuwait",
    "NL": "Netherlands",
    "US": "United States",
}


def country_name(code: str | None) -> str | None:
    """The English name, or the code where the simulator knows no name."""
    return COUNTRY_NAMES.get(code or "", code)


def address_payload(address: MailingAddress | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {
        "first_name": address.first_name,
        "address1": address.address1,
        "phone": address.phone,
        "city": address.city,
        "zip": address.zip,
        "province": address.province_code,
        "country": country_name(address.country_code_v2),
        "last_name": address.last_name,
        "address2": address.address2,
        "company": address.company,
        "latitude": None,
        "longitude": None,
        "name": " ".join(filter(None, [address.first_name, address.last_name])),
        "country_code": address.country_code_v2,
        "province_code": address.province_code,
    }


def customer_payload(shop: Shop, order: Order) -> dict[str, Any] | None:
    """The buyer, with the shipping address as the default one."""
    customer = order.customer
    if customer is None:
        return None
    return {
        "id": number_of(customer.id),
        "admin_graphql_api_id": customer.id,
        "created_at": shop.local(customer.created_at),
        "updated_at": shop.local(customer.updated_at),
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "state": "disabled",
        "note": None,
        "verified_email": True,
        "multipass_identifier": None,
        "tax_exempt": False,
        "email": customer.email,
        "phone": customer.phone,
        "currency": order.currency_code,
        "tax_exemptions": [],
        "default_address": _default_address(customer, order.shipping_address),
    }


def _default_address(customer: Customer, address: MailingAddress | None) -> dict[str, Any] | None:
    shown = address_payload(address)
    if shown is None or address is None:
        return None
    del shown["latitude"], shown["longitude"]
    return {
        **shown,
        "id": number_of(address.id),
        "customer_id": number_of(customer.id),
        "country_name": shown["country"],
        "default": True,
    }
