"""Money: a Decimal amount with its currency, and sharing that never loses a unit (I3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 currencies whose smallest unit is not a hundredth.
_NO_DECIMALS = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())


def decimals(currency: str) -> int:
    """How many decimals the currency has: 0 for JPY, 3 for KWD, 2 for most."""
    if currency in _NO_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def smallest_unit(currency: str) -> Decimal:
    """The smallest amount that can be paid in the currency, such as ``Decimal("0.01")``."""
    return Decimal(1).scaleb(-decimals(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in whole smallest units, halves away from zero."""
    return amount.quantize(smallest_unit(currency), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in one currency. Adding different currencies is a ``ValueError``."""

    amount: Decimal
    currency: str

    @classmethod
    def zero(cls, currency: str) -> "Money":
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other).amount, self.currency)

    def __str__(self) -> str:
        return f"{rounded(self.amount, self.currency)} {self.currency}"

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other


def share(whole: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Share ``whole`` by ``weights`` in smallest units, by largest remainder; the sum is exact.

    Weights are not negative; when all are zero the shares are as equal as units allow. Ties go
    to the earlier place, so the same order always gives the same shares. A part of ``whole``
    finer than the currency's unit stays with the first share rather than being lost.
    """
    if not weights:
        if whole:
            raise ValueError("nobody to share the amount with")
        return []
    total = sum(weights, Decimal(0))
    if not total:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    unit = smallest_unit(currency)
    sign = -1 if whole < 0 else 1
    units = int(abs(whole) / unit)
    dust = whole - sign * units * unit
    exact = [units * weight / total for weight in weights]
    floors = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for place in by_remainder[: units - sum(floors)]:
        floors[place] += 1
    shares = [sign * floor * unit for floor in floors]
    shares[0] += dust
    return shares
