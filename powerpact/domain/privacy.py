"""What Shopify asks for in a shopper's name, and whose data it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom a ``customers/*`` webhook names. Personal data: sealed where it is kept.

    ``orders`` are global ids in the store that asks; any of the fields may be empty (facts 2.3).
    ``reference`` is Shopify's own number of a data request.
    """

    customer_id: str = ""
    email: str = ""
    phone: str = ""
    orders: tuple[str, ...] = ()
    reference: str = ""

    def means(self, shopper: Mapping[str, Any]) -> bool:
        """Whether a shopper, as a Bubbly order keeps one, is who is named.

        By e-mail address, and by phone only where no address is named: families share phones.
        """
        if self.email.strip():
            return _plain(self.email) == _plain(shopper.get("email"))
        return len(_digits(self.phone)) >= SHORTEST_PHONE and (
            _digits(self.phone) == _digits(shopper.get("phone"))
        )


# Digits. What is shorter is no number that one person alone has.
SHORTEST_PHONE = 7


def _plain(address: object) -> str:
    return address.strip().casefold() if isinstance(address, str) else ""


def _digits(phone: object) -> str:
    return "".join(filter(str.isdecimal, phone)) if isinstance(phone, str) else ""
