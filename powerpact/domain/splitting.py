"""Splitting a Bubbly order: every line goes to exactly one place, with a reason (I2, I3).

The rules of allocation, all in the order's own currency:

* a line's discount is what Shopify allocated to it; what is left of the order's discounts after
  all lines belongs to shipping and is already inside ``PlacedOrder.shipping``;
* shipping is shared among the lines that are shipped, by their net price, largest remainder
  first; when nothing is shipped, among all lines;
* a line's tax is its own tax lines; the rest of the order's tax is tax on shipping and is
  shared like shipping.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid5

from powerpact.domain.money import share
from powerpact.domain.placed_order import PlacedLine, PlacedOrder

_SPLIT_NAMESPACE = UUID("6a3c1f7e-52d1-4f0e-9f0b-2f8f6f2f6b5d")


class Destination(StrEnum):
    """Where a line went: to a partner, to Bubbly's own stock, or to nobody yet."""

    PARTNER = "partner"
    BUBBLY = "bubbly"
    UNROUTED = "unrouted"


class Why(StrEnum):
    """Why a line went where it went."""

    MAPPED = "mapped"
    OWN_PRODUCT = "own_product"
    CUSTOM_LINE = "custom_line"
    VARIANT_NOT_MAPPED = "variant_not_mapped"
    PRODUCT_DELETED = "product_deleted"
    MAPPED_LATER = "mapped_later"
    CHOSEN_BY_STAFF = "chosen_by_staff"


@dataclass(frozen=True, slots=True)
class Route:
    """A mapped Bubbly variant: whose it is and what it is worth to that partner, a piece."""

    variant_map_id: int
    partner_id: int
    partner_name: str
    partner_variant_id: str
    partner_price: Decimal
    commission_rate: Decimal


@dataclass(frozen=True, slots=True)
class Routing:
    """What is known about who sells what.

    ``by_variant``: routes by Bubbly variant id. ``listings``: Bubbly product ids that list a
    partner's product. ``partner_vendors``: vendor names (lower case) that only partners use.
    """

    by_variant: Mapping[str, Route]
    listings: frozenset[str] = frozenset()
    partner_vendors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SplitLine:
    """One line with its place, its reason and its shares of the order's amounts."""

    line: PlacedLine
    destination: Destination
    why: Why
    reason: str
    route: Route | None
    tax_share: Decimal
    shipping_share: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """The whole order, line by line, in the order's sequence."""

    lines: tuple[SplitLine, ...]

    @property
    def has_unrouted(self) -> bool:
        """Whether nobody could say where some line goes."""
        return any(line.destination is Destination.UNROUTED for line in self.lines)

    def partner_ids(self) -> tuple[int, ...]:
        """The partners with a part of this order, in the sequence of their first line."""
        routes = (line.route for line in self.lines if line.route)
        return tuple(dict.fromkeys(route.partner_id for route in routes))

    def part(self, partner_id: int) -> tuple[SplitLine, ...]:
        """One partner's lines."""
        return tuple(
            line for line in self.lines if line.route and line.route.partner_id == partner_id
        )


def split(order: PlacedOrder, routing: Routing) -> Split:
    """Give every line of the order its place, reason and shares."""
    # A discount above the price would make a weight negative.
    worth = [max(line.net, Decimal(0)) for line in order.lines]
    ships = [line.requires_shipping for line in order.lines]
    shipped = [net if goes else Decimal(0) for net, goes in zip(worth, ships, strict=True)]
    if not any(ships):
        shipped = worth
    elif not any(shipped):
        shipped = [Decimal(goes) for goes in ships]
    shipping = share(order.shipping, shipped, order.currency)
    rest_of_tax = order.tax - sum((line.tax for line in order.lines), Decimal(0))
    shipping_tax = share(rest_of_tax, shipped, order.currency)
    return Split(
        tuple(
            _place(line, routing, tax_share=line.tax + tax, shipping_share=part)
            for line, part, tax in zip(order.lines, shipping, shipping_tax, strict=True)
        )
    )


def _place(
    line: PlacedLine, routing: Routing, *, tax_share: Decimal, shipping_share: Decimal
) -> SplitLine:
    destination, why, reason, route = _decide(line, routing)
    return SplitLine(line, destination, why, reason, route, tax_share, shipping_share)


def _decide(line: PlacedLine, routing: Routing) -> tuple[Destination, Why, str, Route | None]:
    route = routing.by_variant.get(line.variant_id or "")
    if route:
        reason = f"{line.title} is sold by {route.partner_name}"
        return Destination.PARTNER, Why.MAPPED, reason, route
    if line.product_id in routing.listings:
        reason = f"{line.title} lists a partner's product, but this variant has no map"
        return Destination.UNROUTED, Why.VARIANT_NOT_MAPPED, reason, None
    vendor_is_partner = line.vendor.strip().lower() in routing.partner_vendors
    if vendor_is_partner and (line.variant_id or line.product_id):
        reason = f"{line.title} carries the vendor {line.vendor}, a partner, but has no map"
        return Destination.UNROUTED, Why.VARIANT_NOT_MAPPED, reason, None
    if vendor_is_partner:
        reason = f"{line.title} of {line.vendor}, a partner, was deleted before it was routed"
        return Destination.UNROUTED, Why.PRODUCT_DELETED, reason, None
    if line.variant_id is None:
        reason = f"{line.title} is a custom line without a product, so it is Bubbly's own"
        return Destination.BUBBLY, Why.CUSTOM_LINE, reason, None
    return Destination.BUBBLY, Why.OWN_PRODUCT, f"{line.title} is Bubbly's own product", None


def split_id(bubbly_order_id: str, partner_shop: str) -> UUID:
    """The custom id of one partner's part: the same for the same order and shop, for ever."""
    return uuid5(_SPLIT_NAMESPACE, f"{bubbly_order_id}|{partner_shop}")
