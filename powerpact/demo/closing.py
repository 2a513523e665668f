"""The final table, and where to look around."""

import shlex
from decimal import Decimal

from rich.table import Table

from powerpact.demo.narrator import Narrator
from powerpact.demo.reckoning import Count, Terms, reckon
from powerpact.demo.shops import BUBBLY, KILN, NEWCOMER, PARTNERS, STAFF, Shop
from powerpact.demo.stack import Stack
from powerpact.simulator.control_client import SimulatorClient


def compare(stack: Stack, narrator: Narrator) -> bool:
    """Show what was ordered against what each partner's store holds; whether all of it agrees."""
    counts = list(_counts(stack.simulator))
    table = Table("Store", "Counted", "Ordered at Bubbly", "Held by the partner", "")
    for count in counts:
        verdict = "[green]agrees[/]" if count.agrees else "[bold red]DIFFERS[/]"
        table.add_row(count.store, count.what, count.ordered, count.held, verdict)
    narrator.console.print(table)
    return all(count.agrees for count in counts)


def show_around(stack: Stack, narrator: Narrator, password: str) -> None:
    """Addresses and logins, for as long as the demo stays up."""
    narrator.chapter("Look around; Ctrl-C stops everything")
    narrator.say(f"Console    {stack.web_url}/console   as {STAFF}   password {password}")
    narrator.say(f"Simulator  {stack.web_url}/console/simulator/   order, break a store, repair it")
    admin = stack.settings.app_in_admin
    narrator.say(f"Newcomer   {admin(NEWCOMER.domain)}   install the app as {NEWCOMER.name}")
    narrator.say(f"Partner    {admin(KILN.domain)}   what {KILN.name} sees")
    narrator.say(f"Mails      {stack.mails}   to staff and partners, once there are any")
    narrator.say(f"Health     {stack.web_url}/readyz")
    narrator.say(f"Commands   set -a; . {shlex.quote(str(stack.environment_file))}; set +a")
    narrator.say("           .venv/bin/powerpact orders show '#1001'")
    narrator.say("           .venv/bin/powerpact simulator stores")


def _counts(simulator: SimulatorClient) -> list[Count]:
    ordered = simulator.orders(BUBBLY.domain)
    return [
        count
        for partner in PARTNERS
        for count in reckon(_terms(simulator, partner), ordered, simulator.orders(partner.domain))
    ]


def _terms(simulator: SimulatorClient, partner: Shop) -> Terms:
    held = simulator.holdings(partner.domain)["products"]
    variants = (variant for product in held for variant in product["variants"])
    prices = {variant["sku"]: Decimal(variant["price"]) for variant in variants}
    return Terms(partner.name, prices, partner.terms["commission_rate"])
