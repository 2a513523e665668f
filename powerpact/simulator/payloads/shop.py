"""The store itself, as `app/uninstalled` and `shop/update` describe it."""

from typing import Any

from powerpact.simulator.store.shops import Shop

PLAN_NAMES = {
    "standard": ("basic", "Basic"),
    "advanced": ("unlimited", "Advanced"),
    "plus": ("shopify_plus", "Shopify Plus"),
    "development": ("partner_test", "Development"),
}


def shop_payload(shop: Shop) -> dict[str, Any]:
    """The whole record; money formats are written without a symbol."""
    plan_name, plan_display_name = PLAN_NAMES[shop.plan]
    return {
        "id": shop.id,
        "name": shop.name,
        "email": shop.email,
        "domain": shop.domain,
        "myshopify_domain": shop.domain,
        **_address(shop),
        **_money(shop),
        "source": None,
        "primary_locale": "en",
        "created_at": shop.local(shop.created_at),
        "updated_at": shop.local(shop.created_at),
        "customer_email": shop.email,
        "timezone": shop.timezone_name,
        "iana_timezone": shop.timezone_name,
        "shop_owner": f"The owner of {shop.name}",
        "weight_unit": "kg",
        "plan_display_name": plan_display_name,
        "plan_name": plan_name,
        "primary_location_id": int(shop.main_location.id.rpartition("/")[2]),
        **_features(),
    }


def _address(shop: Shop) -> dict[str, Any]:
    return {
        "address1": "1 Market Street",
        "address2": None,
        "city": "London",
        "zip": "E1 1AA",
        "province": "England",
        "province_code": "ENG",
        "country": shop.country,
        "country_code": shop.country,
        "country_name": shop.country,
        "phone": "02079460000",
        "latitude": None,
        "longitude": None,
    }


def _money(shop: Shop) -> dict[str, Any]:
    return {
        "currency": shop.currency,
        "money_format": "{{amount}}",
        "money_with_currency_format": f"{{{{amount}}}} {shop.currency}",
        "money_in_emails_format": "{{amount}}",
        "money_with_currency_in_emails_format": f"{{{{amount}}}} {shop.currency}",
        "enabled_presentment_currencies": [shop.currency],
        "taxes_included": shop.taxes_included,
        "auto_configure_tax_inclusivity": None,
        "tax_shipping": None,
        "county_taxes": None,
    }


def _features() -> dict[str, Any]:
    return {
        "has_discounts": False,
        "has_gift_cards": True,
        "google_apps_domain": None,
        "google_apps_login_enabled": None,
        "eligible_for_payments": True,
        "requires_extra_payments_agreement": False,
        "password_enabled": False,
        "has_storefront": True,
        "finances": True,
        "checkout_api_supported": True,
        "multi_location_enabled": True,
        "setup_required": False,
        "pre_launch_enabled": False,
        "marketing_sms_consent_enabled_at_checkout": False,
        "transactional_sms_disabled": False,
    }
