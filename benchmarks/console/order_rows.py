"""Orders with their lines, the partners' parts of them, and every try to push those."""

from random import Random
from uuid import UUID

from benchmarks.console.copying import NULL, Copies
from benchmarks.console.marketplace import (
    PARTS_OF_ORDERS,
    PICKS,
    TRIES_OF_PARTS,
    YEAR,
    Marketplace,
    store_id,
    variants_of,
)
from powerpact.domain.causes import CAUSES
from powerpact.domain.splitting import Why

TABLES = {
    "bubbly_order": "id shopify_id name currency total shipping tax discounts taxes_included "
    "financial_status shipping_title shopper placed_at webhook_event_id created_at updated_at",
    "bubbly_order_line": "id bubbly_order_id shopify_id bubbly_variant_id bubbly_product_id title "
    "sku quantity unit_price discount tax_share shipping_share destination partner_id "
    "reason_code reason",
    "order_sync": "id split_id bubbly_order_id partner_id state next_attempt_at tries failures "
    "claim currency owed shipping partner_order_id partner_order_name ordered_at cause_code cause "
    "remedy fixer created_at updated_at",
    "order_sync_line": "id order_sync_id bubbly_order_line_id variant_map_id partner_variant_id "
    "quantity partner_price commission_rate owed_each requires_shipping",
    "order_sync_attempt": "order_sync_id number outcome message error_code request answer "
    "started_at duration_ms recorded_at",
}
DAY = 86400
# One in a hundred failed, all through the year, for these causes with these weights.
FAILED_EVERY = 100
UNROUTED_EVERY = 350
# Numbers of Bubbly's variants: those that products list, and those that no map names.
LISTED, UNMAPPED = 9_000_000_000, 8_000_000_000
WEIGHTS = (400, 250, 120, 80, 50, 40, 25, 15, 10, 6, 3, 1)
MADE = {"created", "partially_fulfilled", "fulfilled"}
WAITING = {"pending", "retrying", "sending"}
WAITED = ("retryable", "The store asked us to wait.", "", '{"userErrors":[]}')
REFUSAL = (
    '{"userErrors":[{"field":["order","lineItems","0"],"code":"INVALID",'
    '"message":"The partner can not take this line as it stands"}]}'
)


def add_orders(rows: Copies, market: Marketplace, shopper: str) -> None:
    """A year of orders, oldest first. ``shopper`` is sealed; it is erased after two months."""
    writing = _Writing(rows, market, shopper)
    for place in range(market.orders):
        writing.order(place)


class _Writing:
    """The next row of each table."""

    def __init__(self, rows: Copies, market: Marketplace, shopper: str) -> None:
        self._rows, self._market, self._shopper = rows, market, shopper
        self._chance = Random(13)  # noqa: S311 - the same orders each time
        self._part = self._line = self._part_line = 0
        self._causes = [CAUSES[code] for code in sorted(CAUSES)][: len(WEIGHTS)]

    def order(self, place: int) -> None:
        """One order with its lines and parts."""
        key, second = place + 1, self._market.second(place, self._market.orders)
        self._rows.add("bubbly_order", *self._order_row(place, key, second))
        for partner in self._partners(place):
            self._add_part(key, partner, second)
        if key % UNROUTED_EVERY == 0:
            self._add_line(
                key, NULL, "unrouted", Why.VARIANT_NOT_MAPPED, "Nobody sells it.", unmapped(key)
            )
        if key % 50 == 1:
            self._add_line(key, NULL, "bubbly", "own_product", "Bubbly's own product.", 900_000_000)

    def _order_row(self, place: int, key: int, second: int) -> tuple[object, ...]:
        moment = self._market.at(second)
        with_event = place - (self._market.orders - self._market.orders_with_event)
        event = 1 + with_event // 2 * 5 + with_event % 2 if with_event >= 0 else NULL
        shopper = self._shopper if second > YEAR - 60 * DAY else NULL
        return (
            *(key, f"gid://shopify/Order/{key}", f"#{1000 + key}", "GBP", f"{20 + key % 180}.00"),
            *("4.00", "3.00", "0", "t", "refunded" if key % 50 == 0 else "paid", "Standard"),
            *(shopper, moment, event, moment, moment),
        )

    def _partners(self, place: int) -> list[int]:
        count, first = PARTS_OF_ORDERS[place % 7], self._chance.randrange(PICKS)
        picks = self._market.partner_picks
        found = [picks[first]]
        while len(found) < count:
            first = (first + 1) % PICKS
            if picks[first] not in found:
                found.append(picks[first])
        return found

    def _add_part(self, order: int, partner: int, second: int) -> None:
        self._part += 1
        state = self._state(second)
        self._rows.add("order_sync", *self._part_row(order, partner, second, state))
        self._add_tries(state, second)
        products = self._market.products_of(partner)
        for _ in range(2 if self._part % 3 == 0 else 1):
            variant = variants_of(products[self._chance.randrange(len(products))])[0]
            store = str(store_id(partner))
            self._add_line(order, store, "partner", "mapped", "The map names it.", LISTED + variant)
            self._part_line += 1
            own = f"gid://shopify/ProductVariant/{variant}"
            keys = (self._part_line, self._part, self._line, variant, own)
            self._rows.add("order_sync_line", *keys, 1, "12.50", "0.15", "10.63", "t")

    def _add_line(
        self, order: int, partner: str, place: str, code: str, reason: str, sold: int
    ) -> None:
        self._line += 1
        self._rows.add(
            "bubbly_order_line",
            *(self._line, order, f"gid://shopify/LineItem/{self._line}"),
            *(f"gid://shopify/ProductVariant/{sold}", f"gid://shopify/Product/{sold}"),
            *("A thing of the shop", f"SKU-{sold}", 1, "14.50", 0, "1.00", "1.00"),
            *(place, partner, code, reason),
        )

    def _part_row(self, order: int, partner: int, second: int, state: str) -> tuple[object, ...]:
        part, made = self._part, state in MADE
        cause: tuple[str, ...] = ("", "", "", NULL)
        if state == "failed":
            (chosen,) = self._chance.choices(self._causes, WEIGHTS)
            cause = (chosen.code, "The partner's store refused it.", chosen.remedy, chosen.fixer)
        moment, later = self._market.at(second), self._market.at(second + 20)
        return (
            *(part, UUID(int=part), order, store_id(partner), state),
            *(later if state in WAITING else NULL, TRIES_OF_PARTS[part % 5], 0),
            *("worker-1" if state == "sending" else NULL, "GBP", f"{8 + part % 90}.00", "4.00"),
            *(f"gid://shopify/Order/7{part:09d}" if made else NULL, f"#P{part}" if made else ""),
            *(later if made else NULL, *cause, moment, later),
        )

    def _state(self, second: int) -> str:
        """Most are long done; what is on its way is young, what failed or is held is of any age."""
        if self._part % FAILED_EVERY == 0:
            return "failed"
        chance, age = self._chance.random(), YEAR - second
        if chance < 0.0005:
            return "held"
        if chance < 0.02:
            return "cancelled"
        if age < DAY:
            return "retrying" if chance < 0.2 else "pending" if chance < 0.3 else "created"
        if age < 7 * DAY:
            return "partially_fulfilled" if chance < 0.1 else "created"
        return "created" if chance < 0.03 else "fulfilled"

    def _add_tries(self, state: str, second: int) -> None:
        part, count = self._part, TRIES_OF_PARTS[self._part % 5]
        request = _request(part)
        for number in range(1, count + 1):
            moment = self._market.at(second + number * 20)
            ended = _ended(part, state) if number == count else WAITED
            self._rows.add(
                "order_sync_attempt",
                part,
                number,
                *ended[:3],
                request,
                ended[3],
                moment,
                180,
                moment,
            )


def unmapped(order: int) -> int:
    """The number of the variant that nobody sells in this order: one is asked for half the time."""
    turn = order // UNROUTED_EVERY
    return UNMAPPED if turn % 2 else UNMAPPED + turn % 40


def _request(part: int) -> str:
    return (
        f'{{"split_id":"{UUID(int=part)}","currency":"GBP","lines":[{{"variant":'
        f'"gid://shopify/ProductVariant/{part % 400000}","quantity":1,"price":"10.63"}}],'
        '"shipping":"4.00","passes_address":true,"passes_email":false}'
    )


def _ended(part: int, state: str) -> tuple[str, str, str, str]:
    """Outcome, message, code and answer of a part's last try."""
    if state == "failed":
        return ("rejected", "The store refused the order.", "INVALID", REFUSAL)
    if state not in MADE:
        return WAITED
    answer = f'{{"order":"gid://shopify/Order/7{part:09d}","name":"#P{part}","lines":1}}'
    return ("created", "", "", answer)
