"""The command line of the simulator: a click group that stands alone or is mounted by another."""

import click

from powerpact.simulator.commands import goods, housekeeping, stores, trade
from powerpact.simulator.commands.serve import serve

DEFAULT_URL = "http://127.0.0.1:4100"


@click.group()
@click.option("--url", envvar="SIMULATOR_URL", default=DEFAULT_URL, show_default=True)
@click.pass_context
def simulator(context: click.Context, url: str) -> None:
    """A Shopify of many stores on this machine: serve it, and tell it what happens in them.

    --url, or SIMULATOR_URL in the environment, says which one is told.
    """
    context.obj = url


for command in (
    serve,
    *stores.COMMANDS,
    *goods.COMMANDS,
    *trade.COMMANDS,
    *housekeeping.COMMANDS,
):
    simulator.add_command(command)
