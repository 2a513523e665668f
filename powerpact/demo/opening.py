"""Three stores open in the simulator, and PowerPact is installed in each."""

from powerpact.demo.narrator import Narrator
from powerpact.demo.shops import ACTOR, PARTNERS, SEED, SHOPS
from powerpact.demo.stack import Stack
from powerpact.services.store_connection import connect
from powerpact.services.store_terms import set_terms
from powerpact.shopify.topics import COMPLIANCE, OF_THE_APP


def open_shops(stack: Stack, narrator: Narrator) -> None:
    """Open the stores with their own products, as their owners did long before PowerPact."""
    own = {"uri": f"{stack.web_url}/webhooks", "topics": [*OF_THE_APP, *COMPLIANCE]}
    stack.simulator.set_app_subscriptions([own])  # what the app's file tells Shopify
    for shop in SHOPS:
        stack.simulator.create_store(shop.domain, shop.name, plan=shop.plan)
        stack.simulator.seed(shop.domain, shop.trade, products=shop.products, seed=SEED)
        held = stack.simulator.store(shop.domain)
        narrator.say(
            f"{shop.name} ({shop.domain}) sells {held['products']} products of its own "
            f"in {held['variants']} variants."
        )


def connect_shops(stack: Stack, narrator: Narrator) -> None:
    """Connect the stores with the session tokens that Shopify hands to an installed app."""
    for shop in SHOPS:
        connect(shop.newcomer(), stack.simulator.session_token(shop.domain), ACTOR)
    for partner in PARTNERS:
        set_terms(partner.code or "", partner.terms, ACTOR)
        narrator.say(
            f"{partner.name} is connected: Bubbly keeps {partner.terms['commission_rate']:.0%} "
            f"of its prices."
        )
