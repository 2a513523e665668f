"""How a shop stands with Bubbly: what its staff find when they open the app."""

from enum import StrEnum


class Standing(StrEnum):
    """From nobody knows it, to it sells, to it left.

    ``invited``: it may come, and is connected when it opens the app. ``joining``: it is connected
    and has not consented. ``member``: it has, whatever it may be paused for since. ``bubbly``: it
    is the marketplace itself, whose staff work in the console.
    """

    STRANGER = "stranger"
    ASKED = "asked"
    DECLINED = "declined"
    INVITED = "invited"
    JOINING = "joining"
    MEMBER = "member"
    LEFT = "left"
    BUBBLY = "bubbly"


# By the state of a partner's trade, where there is a store; by its admission, where there is none.
_BY_TRADE = {"joining": Standing.JOINING, "left": Standing.LEFT}
_BY_ADMISSION = {
    "asked": Standing.ASKED,
    "declined": Standing.DECLINED,
    "invited": Standing.INVITED,
    "joined": Standing.INVITED,
}


def standing_of(kind: str | None, trade: str | None, admission: str | None) -> Standing:
    """The standing of a shop, from the values of its store and its admission, each if there is one.

    What the store says goes before what its admission says.
    """
    if kind == "bubbly":
        return Standing.BUBBLY
    if trade is not None:
        return _BY_TRADE.get(trade, Standing.MEMBER)
    return _BY_ADMISSION.get(admission or "", Standing.STRANGER)
