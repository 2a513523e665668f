"""What new terms would do to a partner's listings, before they are saved.

Prices repeat, so the rule is worked out once for each pair of price and compare-at price that the
partner has; the listings are counted by the pairs that change. Prices that staff set stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Numeric,
    Select,
    TableValuedAlias,
    and_,
    func,
    literal,
    not_,
    select,
)
from sqlalchemy.orm import Session

from powerpact.domain.listing import listed_prices
from powerpact.domain.pricing import PriceRule
from powerpact.errors import NotFound
from powerpact.models import BubblyStore, PartnerStore, ProductMap, VariantMap
from powerpact.services.listing_queue import is_listed
from powerpact.services.transactions import reading

# No partner has more products than this; if one has, the page says that it looked at the first.
MOST_LISTINGS = 200_000
# Beyond so many different prices the count says "at least".
MOST_PAIRS = 50_000
EXAMPLES = 8
NO_PRICE = Decimal(-1)

Pair = tuple[Decimal, Decimal | None]


@dataclass(frozen=True, slots=True)
class Example:
    """A variant's price at Bubbly, in Bubbly's currency, as it is and as it would be."""

    product_map_id: int
    title: str
    variant: str
    now: Decimal
    then: Decimal


@dataclass(frozen=True, slots=True)
class Preview:
    """``changing`` of ``listings`` would show another price; ``currency`` is Bubbly's, "" before
    Bubbly is connected. ``is_complete``: all listings and all prices were looked at.
    """

    currency: str
    partner_currency: str
    listings: int = 0
    changing: int = 0
    is_complete: bool = True
    examples: tuple[Example, ...] = ()


def preview_terms(partner_id: int, terms: Mapping[str, Any]) -> Preview:
    """What the partner's listings would be like with these terms, by four queries at most.

    ``terms`` is named as in ``store_terms.TERMS``. Raises NotFound.
    """
    with reading() as session:
        partner = session.get(PartnerStore, partner_id)
        if partner is None:
            raise NotFound("there is no such partner")
        currency = session.scalar(select(BubblyStore.currency)) or ""
        if not currency:
            return Preview("", partner.currency)
        return _Comparison(session, partner, currency, _new_rule(partner, terms)).preview()


def _new_rule(partner: PartnerStore, terms: Mapping[str, Any]) -> PriceRule:
    names = {name: f"price_{name}" for name in ("percentage", "fixed", "rounding")}
    names["exchange_rate"] = "exchange_rate"
    named = {field: terms[name] for field, name in names.items() if name in terms}
    return replace(partner.price_rule, **named)


class _Comparison:
    """The partner's prices under the rule that holds and under a new one."""

    def __init__(
        self, session: Session, partner: PartnerStore, currency: str, rule: PriceRule
    ) -> None:
        self.session, self.partner = session, partner
        self.currency, self.now, self.then = currency, partner.price_rule, rule
        self.listed = (
            select(ProductMap.id, ProductMap.title, ProductMap.overrides)
            .where(ProductMap.partner_id == partner.id, is_listed())
            .order_by(ProductMap.id)
            .limit(MOST_LISTINGS + 1)
            .cte("listed")
        )

    def preview(self) -> Preview:
        """The whole comparison."""
        pairs = self._pairs()
        changing = [pair for pair in pairs if self._prices(pair)[0] != self._prices(pair)[1]]
        listings = self._count(select(self.listed.c.id))
        return Preview(
            currency=self.currency,
            partner_currency=self.partner.currency,
            listings=listings,
            changing=self._count(self._with(changing, self.listed.c.id).distinct()),
            is_complete=len(pairs) <= MOST_PAIRS and listings <= MOST_LISTINGS,
            examples=self._examples(changing),
        )

    def _prices(self, pair: Pair) -> tuple[Pair, Pair]:
        then = listed_prices(self.then, *pair, self.currency)
        return listed_prices(self.now, *pair, self.currency), then

    def _pairs(self) -> Sequence[Pair]:
        pairs = self._variants(VariantMap.price, VariantMap.compare_at_price).distinct()
        return [(row[0], row[1]) for row in self.session.execute(pairs.limit(MOST_PAIRS + 1))]

    def _count(self, rows: Select[Any]) -> int:
        return self.session.scalars(select(func.count()).select_from(rows.subquery())).one()

    def _variants(self, *columns: Any) -> Select[Any]:
        """The variants on sale whose price is the rule's."""
        return (
            select(*columns)
            .select_from(self.listed)
            .join(VariantMap, VariantMap.product_map_id == self.listed.c.id)
            .where(VariantMap.removed_at.is_(None), not_(_is_staffs(self.listed)))
        )

    def _with(self, pairs: Sequence[Pair], *columns: Any) -> Select[Any]:
        """The variants that have one of the pairs."""
        given = _given(pairs)
        compare_at = func.coalesce(VariantMap.compare_at_price, NO_PRICE)
        same = and_(VariantMap.price == given.c.price, compare_at == given.c.compare_at)
        return self._variants(*columns).join(given, same)

    def _examples(self, changing: Sequence[Pair]) -> tuple[Example, ...]:
        """One variant of each of the first listings that change."""
        of_listing = self._with(
            changing,
            self.listed.c.id,
            self.listed.c.title,
            VariantMap.title.label("variant"),
            VariantMap.price,
            VariantMap.compare_at_price,
        ).distinct(self.listed.c.id)
        rows = self.session.execute(
            of_listing.order_by(self.listed.c.id, VariantMap.position).limit(EXAMPLES)
        )
        return tuple(self._example(row) for row in rows)

    def _example(self, row: Any) -> Example:
        now, then = self._prices((row.price, row.compare_at_price))
        return Example(row.id, row.title, row.variant, now[0], then[0])


def _given(pairs: Sequence[Pair]) -> TableValuedAlias:
    """The pairs as a table; what has no compare-at price has NO_PRICE, so that it can be joined."""
    columns = ([price for price, _ in pairs], [_or_no_price(compare) for _, compare in pairs])
    arrays = (literal(column, ARRAY(Numeric)) for column in columns)
    return func.unnest(*arrays).table_valued("price", "compare_at", name="given").render_derived()


def _or_no_price(compare_at: Decimal | None) -> Decimal:
    return NO_PRICE if compare_at is None else compare_at


def _is_staffs(listed: CTE) -> ColumnElement[bool]:
    """Whether staff set the variant's price."""
    prices = listed.c.overrides["price"]
    return and_(prices.is_not(None), prices.has_key(VariantMap.partner_variant_id))
