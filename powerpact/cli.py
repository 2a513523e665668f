"""The ``powerpact`` command: every noun has a file in ``powerpact.commands``."""

import sys

import click
from flask.cli import ScriptInfo

from powerpact.commands.catalogue import catalogue
from powerpact.commands.keys import keys
from powerpact.commands.maps import maps
from powerpact.commands.orders import orders
from powerpact.commands.staff import staff
from powerpact.commands.stores import stores
from powerpact.commands.webhooks import webhooks
from powerpact.demo.command import demo
from powerpact.errors import PowerPactError
from powerpact.simulator.commands import simulator

cli = click.Group(
    "powerpact",
    help="The back office of a marketplace made of Shopify stores.",
    commands={
        each.name or "": each
        for each in (stores, catalogue, maps, orders, webhooks, staff, keys, simulator, demo)
    },
)


def main() -> None:
    """Run the command line. What we can say in a sentence is said, without a traceback."""
    from powerpact.app import create_app

    try:
        cli(obj=ScriptInfo(create_app=create_app), prog_name="powerpact")
    except PowerPactError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
