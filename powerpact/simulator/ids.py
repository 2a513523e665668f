"""Shopify's ids: a number per thing, shown as a global id such as `gid://shopify/Order/1`."""

from itertools import count

PREFIX = "gid://shopify/"
FIRST_NUMBER = 5_000_000_000_001


class Ids:
    """Hands out numbers that no two things of one world share, whatever their kind or store.

    Numbers are as long as Shopify's, so that code which squeezes them through 32 bits fails here.
    """

    def __init__(self) -> None:
        self._numbers = count(FIRST_NUMBER)

    def number(self) -> int:
        return next(self._numbers)

    def gid(self, kind: str) -> str:
        """A new global id of that kind, such as `Order`."""
        return f"{PREFIX}{kind}/{self.number()}"


def number_of(gid: str) -> int:
    """The number inside a global id; raises ValueError when there is none."""
    return int(gid.rpartition("/")[2].partition("?")[0])


def kind_of(gid: str) -> str:
    """The kind a global id names, or an empty text when it is not a global id."""
    return gid.removeprefix(PREFIX).partition("/")[0] if gid.startswith(PREFIX) else ""
