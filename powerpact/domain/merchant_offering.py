"""The words in which a merchant reads how a product stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from powerpact.domain.offering import Offering


@dataclass(frozen=True, slots=True)
class Words:
    """``name`` of the state, ``tone`` as Polaris has them, and ``why`` it is so or what helps."""

    name: str
    tone: str
    why: str


WORDS: Mapping[Offering, Words] = {
    Offering.PROPOSED: Words("Proposed", "info", "Bubbly has not decided about it yet."),
    Offering.LISTING: Words("Being listed", "info", "Bubbly approved it, and it is on its way."),
    Offering.LISTED: Words("Listed", "success", "Shoppers find it at Bubbly."),
    Offering.HIDDEN: Words(
        "Not active", "caution", "Make it active in your store, and it shows at Bubbly as well."
    ),
    Offering.FAILING: Words("Failing", "critical", "It could not be listed."),
    Offering.PAUSED: Words("Paused by Bubbly", "caution", "Bubbly does not sell it for a while."),
    Offering.DECLINED: Words("Declined", "neutral", "Bubbly decided not to sell it."),
    Offering.WITHDRAWN: Words("Not offered", "neutral", "Offer it, and Bubbly may sell it."),
    Offering.DELETED: Words("Deleted", "neutral", "It is not in your store any more."),
}
