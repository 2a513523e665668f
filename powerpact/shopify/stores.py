"""A store itself: who it is, what we may do there, what we set up there."""

from dataclasses import dataclass
from typing import Literal

from powerpact.errors import Rejected, ScopeMissing
from powerpact.shopify.call import Call
from powerpact.shopify.custom_ids import NAMESPACE
from powerpact.shopify.paging import nodes
from powerpact.shopify.parsing.reader import Reader
from powerpact.shopify.payloads import checked

_PAGE = {"first": 100}
_NOT_APPROVED = "not approved to access"


@dataclass(frozen=True, slots=True)
class ShopIdentity:
    """A shop: ``currency`` is ISO 4217, ``timezone`` an IANA name, ``plan`` its public name."""

    gid: str
    name: str
    domain: str
    currency: str
    timezone: str
    plan: str
    is_development: bool
    taxes_included: bool


@dataclass(frozen=True, slots=True)
class Location:
    """A place of stock."""

    gid: str
    name: str
    is_active: bool
    fulfills_online_orders: bool


def read_shop(call: Call) -> ShopIdentity:
    """The shop that the call is bound to."""
    shop = Reader(call("shop_identity", {}).data, "shop_identity").child("shop")
    plan = shop.child("plan")
    return ShopIdentity(
        gid=shop.gid("id"),
        name=shop.text("name"),
        domain=shop.text("myshopifyDomain"),
        currency=shop.text("currencyCode"),
        timezone=shop.text("ianaTimezone"),
        plan=plan.text("publicDisplayName"),
        is_development=plan.flag("partnerDevelopment"),
        taxes_included=shop.flag("taxesIncluded"),
    )


def read_scopes(call: Call) -> frozenset[str]:
    """The access scopes granted to us; a write scope may stand for its read scope too."""
    answer = Reader(call("app_scopes", {}).data, "app_scopes")
    scopes = answer.child("currentAppInstallation").children("accessScopes")
    return frozenset(scope.text("handle") for scope in scopes)


def reads_customers(call: Call) -> bool:
    """Whether Shopify shows us who ordered: protected customer data needs approval (facts 8.4).

    A store without orders can not tell, and one that has not granted the scope of orders says
    nothing of it; both pass.
    """
    try:
        answer = call("customer_data_probe", {})
    except ScopeMissing as denied:
        return _NOT_APPROVED not in str(denied)
    return not any(_NOT_APPROVED in warning.message for warning in answer.warnings)


def read_locations(call: Call) -> tuple[Location, ...]:
    """All locations, inactive ones included."""
    return tuple(
        Location(
            gid=location.gid("id"),
            name=location.text("name"),
            is_active=location.flag("isActive"),
            fulfills_online_orders=location.flag("fulfillsOnlineOrders"),
        )
        for location in nodes(call, "locations", _PAGE, "locations")
    )


def read_publications(call: Call) -> tuple[str, ...]:
    """The gids of the publications of sales channels."""
    found = nodes(call, "publications", _PAGE, "publications")
    return tuple(publication.gid("id") for publication in found)


def ensure_custom_id_definition(
    call: Call, owner_type: Literal["ORDER", "PRODUCT"], key: str, name: str
) -> None:
    """Make sure that our custom id of that key exists; safe to repeat (facts 3.6).

    Raises ``Rejected`` when the key is taken by a metafield that is not a custom id.
    """
    place = {"ownerType": owner_type, "namespace": NAMESPACE, "key": key}
    definition = {**place, "name": name, "type": "id"}
    try:
        checked(
            call("custom_id_definition_create", {"definition": definition}),
            "metafieldDefinitionCreate",
        )
    except Rejected as rejected:
        if rejected.code != "TAKEN" or not _is_custom_id(call, place):
            raise


def _is_custom_id(call: Call, place: dict[str, str]) -> bool:
    answer = Reader(call("custom_id_definition", place).data, "custom_id_definition")
    definitions = answer.child("metafieldDefinitions").children("nodes")
    return any(found.child("type").text("name") == "id" for found in definitions)
