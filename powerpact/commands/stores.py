"""``powerpact stores``: Bubbly and the partners."""

from decimal import Decimal

import click
from flask.cli import with_appcontext

from powerpact.commands.actor import operator
from powerpact.domain.pricing import Rounding
from powerpact.models import PartnerStore, StoreKind
from powerpact.services.store_connection import Newcomer, connect
from powerpact.services.store_terms import all_stores, set_terms
from powerpact.tasks.publishing import follow

stores = click.Group("stores", help="Bubbly and the partner stores.")


class Amount(click.ParamType[Decimal]):
    """A decimal number, read exactly."""

    name = "number"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            return Decimal(str(value))
        except ArithmeticError:
            self.fail(f"{value} is not a number", param, ctx)


AMOUNT = Amount()


@stores.command("list")
@with_appcontext
def show_all() -> None:
    """Show every store, its state and its terms."""
    for store in all_stores():
        terms = ""
        if isinstance(store, PartnerStore):
            terms = f"  {store.code}: commission {store.commission_rate:.2%}, price {_rule(store)}"
        reason = f" ({store.state_reason})" if store.state_reason else ""
        click.echo(f"{store.kind.value:8}{store.shop_domain}  {store.state.value}{reason}{terms}")


@stores.command("connect")
@click.argument("shop_domain")
@click.option("--role", type=click.Choice([kind.value for kind in StoreKind]), required=True)
@click.option("--code", help="A partner's short unique name; it never changes.")
@click.option("--base-url", help="Where this store's API is, if not at SHOPIFY_BASE_URL.")
@click.option(
    "--session-token",
    prompt=True,
    hide_input=True,
    envvar="SESSION_TOKEN",
    help="A fresh session token of the store; it lives about a minute.",
)
@with_appcontext
def connect_store(
    shop_domain: str, role: str, code: str | None, base_url: str | None, session_token: str
) -> None:
    """Connect SHOP_DOMAIN: exchange the token, subscribe to webhooks, make our definitions."""
    newcomer = Newcomer(shop_domain, StoreKind(role), code, base_url)
    store_id = connect(newcomer, session_token, operator())
    click.echo(f"{shop_domain} is connected as store {store_id}.")


@stores.command("terms")
@click.argument("code")
@click.option("--commission-rate", type=AMOUNT, help="Bubbly's share of the price, 0 to 1.")
@click.option("--price-percentage", type=AMOUNT, help="Added to the partner's price, in percent.")
@click.option("--price-fixed", type=AMOUNT, help="Added after that, in Bubbly's currency.")
@click.option("--price-rounding", type=click.Choice([each.value for each in Rounding]))
@click.option("--exchange-rate", type=AMOUNT, help="Bubbly's currency for one of the partner's.")
@click.option("--auto-approve/--no-auto-approve", default=None, help="List new products at once.")
@click.option("--passes-email/--no-passes-email", default=None, help="Give partners the e-mail.")
@click.option("--passes-phone/--no-passes-phone", default=None, help="Give partners the phone.")
@click.option("--release-delay-minutes", type=int, help="Send new orders only after so long.")
@with_appcontext
def change_terms(code: str, **options: object) -> None:
    """Change the terms of the partner CODE; what is not named stays."""
    terms = {name: value for name, value in options.items() if value is not None}
    if "price_rounding" in terms:
        terms["price_rounding"] = Rounding(str(terms["price_rounding"]))
    follow(set_terms(code, terms, operator()))
    click.echo(f"The terms of {code} are changed; listings follow at their next sync.")


def _rule(store: PartnerStore) -> str:
    percentage = f"{store.price_percentage.normalize():+f} %"
    fixed = f" {store.price_fixed.normalize():+f}" if store.price_fixed else ""
    return f"{percentage}{fixed}, rounding {store.price_rounding.value}"
