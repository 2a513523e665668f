"""Four stores open in the simulator; three have PowerPact, and the fourth is invited."""

from powerpact.config import DASHBOARD_PATH
from powerpact.demo.narrator import Narrator
from powerpact.demo.shops import ACTOR, INVITATION, NEWCOMER, PARTNERS, SEED, SHOPS
from powerpact.demo.stack import Stack
from powerpact.services.admissions import invite
from powerpact.services.store_connection import connect
from powerpact.services.store_terms import set_terms
from powerpact.shopify.topics import COMPLIANCE, OF_THE_APP


def open_shops(stack: Stack, narrator: Narrator) -> None:
    """Open the stores with their own products, as their owners did long before PowerPact."""
    own = {"uri": f"{stack.web_url}/webhooks", "topics": [*OF_THE_APP, *COMPLIANCE]}
    stack.simulator.set_app_subscriptions([own])  # what the app's file tells Shopify
    stack.simulator.set_app_url(f"{stack.web_url}{DASHBOARD_PATH}/")
    for shop in (*SHOPS, NEWCOMER):
        has_app = shop is not NEWCOMER
        stack.simulator.create_store(shop.domain, shop.name, plan=shop.plan, installed=has_app)
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


def invite_newcomer(_stack: Stack, narrator: Narrator) -> None:
    """Let a fourth store come; it is connected when somebody there installs the app."""
    invite(INVITATION, ACTOR)
    narrator.say(
        f"{NEWCOMER.name} is invited as a partner, for {INVITATION.terms.commission_rate:.0%}. "
        "It has not installed the app yet."
    )
