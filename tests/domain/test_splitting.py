"""Every line in one place with a reason; every share summing to the whole."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from powerpact.domain.money import decimals, smallest_unit
from powerpact.domain.placed_order import PlacedLine, PlacedOrder
from powerpact.domain.splitting import Destination, Route, Routing, Why, split, split_id

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def line(number: int, **changes: object) -> PlacedLine:
    fields: dict[str, object] = {
        "id": f"gid://shopify/LineItem/{number}",
        "variant_id": f"gid://shopify/ProductVariant/{number}",
        "product_id": f"gid://shopify/Product/{number}",
        "title": f"Thing {number}",
        "sku": f"T-{number}",
        "vendor": "",
        "quantity": 1,
        "unit_price": Decimal("10.00"),
        "discount": Decimal(0),
        "tax": Decimal(0),
        "requires_shipping": True,
    }
    return PlacedLine(**(fields | changes))  # type: ignore[arg-type]


def order(*lines: PlacedLine, **changes: object) -> PlacedOrder:
    fields: dict[str, object] = {
        "id": "gid://shopify/Order/1",
        "name": "#1001",
        "currency": "GBP",
        "total": sum((each.net for each in lines), Decimal(0)),
        "shipping": Decimal(0),
        "tax": Decimal(0),
        "discounts": Decimal(0),
        "taxes_included": True,
        "financial_status": "paid",
        "placed_at": NOON,
        "updated_at": NOON,
        "lines": lines,
    }
    return PlacedOrder(**(fields | changes))  # type: ignore[arg-type]


def route(partner_id: int, variant: int = 1) -> Route:
    return Route(
        variant_map_id=variant,
        partner_id=partner_id,
        partner_name=f"Partner {partner_id}",
        partner_variant_id=f"gid://shopify/ProductVariant/{variant + 500}",
        partner_price=Decimal("8.00"),
        commission_rate=Decimal("0.1"),
    )


def routing(**by_variant: int) -> Routing:
    return Routing(
        {
            f"gid://shopify/ProductVariant/{key[1:]}": route(partner, int(key[1:]))
            for key, partner in by_variant.items()
        }
    )


def test_a_mapped_variant_goes_to_its_partner() -> None:
    parts = split(order(line(1)), routing(v1=7))
    assert [(each.destination, each.why) for each in parts.lines] == [
        (Destination.PARTNER, Why.MAPPED)
    ]
    assert parts.lines[0].route == route(7)
    assert parts.lines[0].reason == "Thing 1 is sold by Partner 7"


def test_partners_keep_the_sequence_of_their_first_line() -> None:
    parts = split(order(line(1), line(2), line(3)), routing(v1=9, v2=4, v3=9))
    assert parts.partner_ids() == (9, 4)
    assert [each.line.id[-1] for each in parts.part(9)] == ["1", "3"]


def test_a_product_that_no_partner_sells_is_bubblys_own() -> None:
    parts = split(order(line(1)), routing())
    assert (parts.lines[0].destination, parts.lines[0].why) == (
        Destination.BUBBLY,
        Why.OWN_PRODUCT,
    )


def test_a_custom_line_is_bubblys_own() -> None:
    parts = split(order(line(1, variant_id=None, product_id=None)), routing())
    assert (parts.lines[0].destination, parts.lines[0].why) == (
        Destination.BUBBLY,
        Why.CUSTOM_LINE,
    )


def test_a_variant_without_a_map_of_a_listed_product_is_held() -> None:
    listed = Routing({}, listings=frozenset({"gid://shopify/Product/1"}))
    parts = split(order(line(1)), listed)
    assert (parts.lines[0].destination, parts.lines[0].why) == (
        Destination.UNROUTED,
        Why.VARIANT_NOT_MAPPED,
    )
    assert "this variant has no map" in parts.lines[0].reason


def test_a_product_under_a_partners_name_without_a_map_is_held() -> None:
    named = Routing({}, partner_vendors=frozenset({"clay & co"}))
    parts = split(order(line(1, vendor=" Clay & Co ")), named)
    assert (parts.lines[0].destination, parts.lines[0].why) == (
        Destination.UNROUTED,
        Why.VARIANT_NOT_MAPPED,
    )


def test_a_deleted_product_under_a_partners_name_is_held() -> None:
    named = Routing({}, partner_vendors=frozenset({"clay & co"}))
    gone = line(1, vendor="Clay & Co", variant_id=None, product_id=None, product_exists=False)
    parts = split(order(gone), named)
    assert (parts.lines[0].destination, parts.lines[0].why) == (
        Destination.UNROUTED,
        Why.PRODUCT_DELETED,
    )


def test_shipping_is_shared_by_what_the_shipped_lines_cost() -> None:
    lines = (
        line(1, unit_price=Decimal("30.00")),
        line(2, unit_price=Decimal("10.00")),
        line(3, unit_price=Decimal("60.00"), requires_shipping=False),
    )
    parts = split(order(*lines, shipping=Decimal("5.00")), routing(v1=1))
    assert [each.shipping_share for each in parts.lines] == [
        Decimal("3.75"),
        Decimal("1.25"),
        Decimal("0.00"),
    ]


def test_free_lines_that_are_shipped_carry_the_shipping_equally() -> None:
    free = {"unit_price": Decimal(0)}
    lines = (line(1, **free), line(2, **free), line(3, requires_shipping=False))
    parts = split(order(*lines, shipping=Decimal("5.00")), routing())
    assert [each.shipping_share for each in parts.lines] == [
        Decimal("2.50"),
        Decimal("2.50"),
        Decimal("0.00"),
    ]


def test_a_discount_above_the_price_makes_no_share_negative() -> None:
    lines = (line(1, discount=Decimal("15.00")), line(2))
    parts = split(order(*lines, shipping=Decimal("3.00")), Routing({})).lines
    assert [part.shipping_share for part in parts] == [Decimal(0), Decimal("3.00")]


def test_tax_on_shipping_follows_shipping() -> None:
    lines = (line(1, tax=Decimal("2.00")), line(2, tax=Decimal("2.00")))
    parts = split(order(*lines, shipping=Decimal("4.00"), tax=Decimal("4.81")), routing())
    assert [each.tax_share for each in parts.lines] == [Decimal("2.41"), Decimal("2.40")]


def test_the_custom_id_of_a_part_is_the_same_for_ever() -> None:
    made = split_id("gid://shopify/Order/1", "clay.myshopify.com")
    assert str(made) == "6f199edd-e75e-5a12-bcd3-bdf92d376998"
    assert made != split_id("gid://shopify/Order/2", "clay.myshopify.com")
    assert made != split_id("gid://shopify/Order/1", "outdoor.myshopify.com")


@st.composite
def baskets(draw: st.DrawFn) -> tuple[PlacedOrder, Routing]:
    """Orders in currencies of 0, 2 and 3 decimals, with every kind of line."""
    currency = draw(st.sampled_from(["JPY", "GBP", "EUR", "KWD"]))
    unit = smallest_unit(currency)
    amounts = st.integers(0, 10**7).map(lambda units: units * unit)
    lines = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        quantity, price = draw(st.integers(1, 50)), draw(amounts)
        off = draw(st.integers(0, int(price * quantity / unit))) * unit
        shipped, tax = draw(st.booleans()), draw(amounts)
        known = draw(st.sampled_from([None, f"gid://shopify/ProductVariant/{number}"]))
        lines.append(
            line(
                number,
                quantity=quantity,
                unit_price=price,
                discount=off,
                tax=tax,
                requires_shipping=shipped,
                variant_id=known,
                vendor=draw(st.sampled_from(["", "clay"])),
            )
        )
    tax = sum((each.tax for each in lines), Decimal(0)) + draw(amounts)
    partners = {f"v{each}": draw(st.integers(1, 4)) for each in range(1, 7)}
    basket = order(*lines, currency=currency, shipping=draw(amounts), tax=tax)
    known_names = Routing(routing(**partners).by_variant, partner_vendors=frozenset({"clay"}))
    return basket, known_names


@given(baskets())
def test_every_line_is_in_exactly_one_place_with_a_reason(
    given_order: tuple[PlacedOrder, Routing],
) -> None:
    basket, known = given_order
    parts = split(basket, known)
    assert [each.line for each in parts.lines] == list(basket.lines)
    assert all(each.reason for each in parts.lines)
    in_parts = [each for partner in parts.partner_ids() for each in parts.part(partner)]
    elsewhere = [each for each in parts.lines if each.destination is not Destination.PARTNER]
    assert len(in_parts) + len(elsewhere) == len(basket.lines)
    assert all((each.route is None) == (each in elsewhere) for each in parts.lines)


@given(baskets())
def test_shares_sum_to_the_whole_to_the_smallest_unit(
    given_order: tuple[PlacedOrder, Routing],
) -> None:
    basket, known = given_order
    parts = split(basket, known)
    assert sum(each.shipping_share for each in parts.lines) == basket.shipping
    assert sum(each.tax_share for each in parts.lines) == basket.tax
    places = decimals(basket.currency)
    shares = [share for each in parts.lines for share in (each.shipping_share, each.tax_share)]
    assert all(share >= 0 and round(share, places) == share for share in shares)


@given(baskets())
def test_splitting_twice_gives_the_same(given_order: tuple[PlacedOrder, Routing]) -> None:
    basket, known = given_order
    assert split(basket, known) == split(basket, known)
