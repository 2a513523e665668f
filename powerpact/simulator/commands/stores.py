"""Commands about stores: opening, installing, plans, state and tokens."""

from typing import Any

import click

from powerpact.simulator.commands.reporting import reports
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.control_connection import Json
from powerpact.simulator.gates import ShopState

SHORT = ("domain", "name", "plan", "state", "installed", "products", "variants", "orders")
PLANS = click.Choice(["standard", "development", "advanced", "plus"])
BULK_ERRORS = click.Choice(["", "ACCESS_DENIED", "INTERNAL_SERVER_ERROR", "TIMEOUT"])


@click.command("stores")
@reports(*SHORT)
def list_stores(client: SimulatorClient) -> list[Json]:
    """List every store."""
    return client.stores()


@click.command("store")
@click.argument("shop")
@reports()
def show_store(client: SimulatorClient, shop: str) -> Json:
    """Show one store: its door, options, subscriptions and calls."""
    return client.store(shop)


@click.command("create-store")
@click.argument("domain")
@click.option("--name", required=True)
@click.option("--currency", default="GBP", show_default=True)
@click.option("--country", default="GB", show_default=True)
@click.option("--timezone", "timezone_name", default="Europe/London", show_default=True)
@click.option("--plan", type=PLANS, default="standard", show_default=True)
@click.option("--installed/--not-installed", default=True, show_default=True)
@reports(*SHORT)
def create_store(client: SimulatorClient, **options: Any) -> Json:
    """Open a store."""
    return client.create_store(**options)


@click.command("set-options")
@click.argument("shop")
@click.option("--custom-id-repeat", type=click.Choice(["refuse", "accept"]))
@click.option("--order-limit-per-minute", type=int, help="0 lifts the limit.")
@click.option("--search-lag-seconds", type=float)
@click.option("--bulk-seconds", type=float)
@click.option("--job-seconds", type=float)
@click.option("--bulk-error", type=BULK_ERRORS, help="Exports fail with it; blank for none.")
@click.option("--bulk-bytes-lost", type=int, help="Missing at the end of each export.")
@click.option("--shows-customers/--hides-customers", default=None)
@reports("domain", "options")
def set_options(client: SimulatorClient, shop: str, **options: Any) -> Json:
    """Change how a store behaves where Shopify is open, slow or limited."""
    return client.set_options(shop, **options)


@click.command("set-rate")
@click.argument("shop")
@click.option("--plan", type=PLANS)
@click.option("--maximum", type=float, help="Points that the bucket holds.")
@click.option("--restore-rate", type=float, help="Points that come back each second.")
@reports("domain", "plan", "rate_limit")
def set_rate(client: SimulatorClient, shop: str, **options: Any) -> Json:
    """Move a store to another plan, or give it a rate limit of its own."""
    return client.set_rate(shop, **options)


@click.command("set-state")
@click.argument("shop")
@click.argument("state", type=click.Choice([state.value for state in ShopState]))
@reports("domain", "state")
def set_state(client: SimulatorClient, shop: str, state: str) -> Json:
    """Freeze, forbid, lock or remove a store, or open it again."""
    return client.set_state(shop, state)


@click.command("install")
@click.argument("shop")
@click.option("--scope", "scopes", multiple=True, help="Repeat; without it the usual ones.")
@reports("domain", "installed", "scopes")
def install(client: SimulatorClient, shop: str, scopes: tuple[str, ...]) -> Json:
    """Install the app again, or grant it other scopes."""
    return client.install(shop, scopes or None)


@click.command("uninstall")
@click.argument("shop")
@reports("domain", "installed")
def uninstall(client: SimulatorClient, shop: str) -> Json:
    """Remove the app from a store."""
    return client.uninstall(shop)


@click.command("revoke-tokens")
@click.argument("shop")
@click.option("--refresh-too", is_flag=True, help="End the refresh token as well.")
@reports()
def revoke_tokens(client: SimulatorClient, shop: str, refresh_too: bool) -> Json:
    """End the access tokens of a store."""
    return {"access_tokens_ended": client.revoke_tokens(shop, refresh_too=refresh_too)}


@click.command("session-token")
@click.argument("shop")
@click.option("--user-id", default=1, show_default=True)
@click.option("--lifetime", default=60.0, show_default=True, help="Real seconds.")
@reports()
def session_token(client: SimulatorClient, shop: str, **options: Any) -> Json:
    """Mint an ID token, as App Bridge would."""
    return {"session_token": client.session_token(shop, **options)}


COMMANDS = (
    list_stores,
    show_store,
    create_store,
    set_options,
    set_rate,
    set_state,
    install,
    uninstall,
    revoke_tokens,
    session_token,
)
