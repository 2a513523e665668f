"""What a store's allowance is spent on, and how much of it each purpose is sure of."""

from enum import StrEnum


class Share(StrEnum):
    """The purpose of a call; says whose part of the store's allowance pays for it."""

    ORDERS = "orders"
    CATALOGUE = "catalogue"


# The part of the restore rate that a share gets however much the others ask for; what one does
# not need the others may have. Together they are the whole. An order waits for a person who paid,
# a catalogue does not.
GUARANTEED: dict[Share, float] = {Share.ORDERS: 0.75, Share.CATALOGUE: 0.25}
