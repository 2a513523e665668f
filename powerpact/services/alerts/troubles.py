"""What is wrong with the connection to a partner's store, in words for its merchant."""

from powerpact.domain.alerts import Trouble
from powerpact.models import PartnerStore, StoreState

_BY_STATE = {
    StoreState.RECONNECT_NEEDED: Trouble(
        "Your store does not accept PowerPact any more, so nothing reaches it.",
        "Open PowerPact in your Shopify admin once. Then what waited comes by itself.",
    ),
    StoreState.UNAVAILABLE: Trouble(
        "Shopify has frozen, locked or closed your store, so nothing reaches it.",
        "Settle this with Shopify. Then what waited comes by itself.",
    ),
}


def troubles_of(store: PartnerStore) -> tuple[Trouble, ...]:
    """What the merchant can put right, or has to settle with Shopify; the gravest first."""
    found = _BY_STATE.get(store.state)
    return (found,) if found else ()
