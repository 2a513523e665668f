"""The store, the app's installation, locations, publications, and things found by their id."""

from typing import Any

from powerpact.simulator.ids import number_of
from powerpact.simulator.payloads.shop import PLAN_NAMES
from powerpact.simulator.resolvers.connections import Page, page
from powerpact.simulator.resolvers.registry import Arguments, Context, of, query
from powerpact.simulator.store.inventory import Location
from powerpact.simulator.store.products import Publication
from powerpact.simulator.store.shops import Shop

VERSIONS = ("2026-01", "2026-04", "2026-07", "2026-10")
API_VERSION = VERSIONS[-1]
RESOURCE_LIMITS = {"locationLimit": 200, "maxProductOptions": 3, "maxProductVariants": 2048}


@query("shop")
def shop(_: Arguments, context: Context) -> dict[str, Any]:
    return shop_record(context.shop)


def shop_record(shop: Shop) -> dict[str, Any]:
    """The store, as `Shop` shows it."""
    url = f"https://{shop.domain}"
    domain = f"gid://shopify/Domain/{shop.id}"
    return {
        "__typename": "Shop",
        "id": shop.gid,
        "name": shop.name,
        "email": shop.email,
        "contactEmail": shop.email,
        "createdAt": shop.created_at,
        "myshopifyDomain": shop.domain,
        "primaryDomain": {"id": domain, "host": shop.domain, "url": url, "sslEnabled": True},
        "url": url,
        "currencyCode": shop.currency,
        "ianaTimezone": shop.timezone_name,
        "taxesIncluded": shop.taxes_included,
        "weightUnit": "KILOGRAMS",
        "setupRequired": False,
        "plan": plan_record(shop),
        "resourceLimits": RESOURCE_LIMITS,
    }


def plan_record(shop: Shop) -> dict[str, Any]:
    shown = PLAN_NAMES[shop.plan][1]
    return {
        "displayName": shown,
        "publicDisplayName": shown,
        "partnerDevelopment": shop.plan == "development",
        "shopifyPlus": shop.plan == "plus",
    }


@query("currentAppInstallation")
def current_app_installation(_: Arguments, context: Context) -> dict[str, Any]:
    app = context.shop.app
    return {
        "id": app.installation_id,
        "accessScopes": [{"handle": scope} for scope in sorted(context.scopes)],
        "app": app_record(context.shop),
    }


def app_record(shop: Shop) -> dict[str, Any]:
    """The app under test, as `App` shows it."""
    return {
        "id": f"gid://shopify/App/{shop.app.app_number}",
        "handle": "powerpact",
        "title": "PowerPact",
        "name": "PowerPact",
        "webhookApiVersion": API_VERSION,
    }


@query("publicApiVersions")
def public_api_versions(_: Arguments, __: Context) -> list[dict[str, Any]]:
    known = [version_record(version) for version in VERSIONS]
    return [*known, {"handle": "unstable", "displayName": "unstable", "supported": False}]


def version_record(handle: str) -> dict[str, Any]:
    return {"handle": handle, "displayName": handle, "supported": True}


def found(gid: str, context: Context) -> Any:
    """Anything of the store by its global id, or nothing."""
    shop = context.shop
    return shop_record(shop) if gid == shop.gid else shop.nodes.get(gid)


@query("node")
def node(arguments: Arguments, context: Context) -> Any:
    return found(arguments["id"], context)


@query("nodes")
def nodes(arguments: Arguments, context: Context) -> list[Any]:
    return [found(gid, context) for gid in arguments["ids"]]


@query("location", "read_locations")
def location(arguments: Arguments, context: Context) -> Location | None:
    gid = arguments.get("id")
    return context.shop.find(Location, gid) if gid else context.shop.main_location


@query("locations", "read_locations")
def locations(arguments: Arguments, context: Context) -> Page:
    inactive_too = arguments.get("includeInactive")
    kept = [x for x in context.shop.locations.values() if x.is_active or inactive_too]
    by_name = arguments.get("sortKey") == "NAME"
    return page(kept, arguments, context, _name if by_name else None)


def _name(location: Location) -> str:
    return location.name.lower()


@query("locationsAvailableForDeliveryProfilesConnection", "read_locations")
def delivery_locations(arguments: Arguments, context: Context) -> Page:
    return page([x for x in context.shop.locations.values() if x.is_active], arguments, context)


@of("Location", "legacyResourceId")
def location_number(source: Location, _: Arguments, __: Context) -> int:
    return number_of(source.id)


@of("Location", "isFulfillmentService")
def is_fulfillment_service(_: Location, __: Arguments, ___: Context) -> bool:
    return False


@of("Location", "shipsInventory", "activatable")
def ships_inventory(source: Location, _: Arguments, __: Context) -> bool:
    return source.is_active


@of("Location", "deletable")
def deletable(source: Location, _: Arguments, __: Context) -> bool:
    return not source.is_active


@of("Location", "updatedAt")
def location_updated_at(source: Location, _: Arguments, __: Context) -> Any:
    return source.created_at


@of("Location", "address")
def address(source: Location, _: Arguments, __: Context) -> dict[str, Any]:
    return {"countryCode": source.country_code, "city": source.city, "zip": source.zip}


@query("publications", "read_publications")
def publications(arguments: Arguments, context: Context) -> Page:
    return page(context.shop.publications.values(), arguments, context)


@of("Publication", "name")
def publication_name(source: Publication, _: Arguments, __: Context) -> str:
    return source.title


@of("Publication", "supportsFuturePublishing")
def supports_future_publishing(_: Publication, __: Arguments, ___: Context) -> bool:
    return False


@of("Publication", "catalog")
def catalog(source: Publication, _: Arguments, __: Context) -> dict[str, Any]:
    return {"__typename": "AppCatalog", "id": source.catalog_id, "title": source.title}
