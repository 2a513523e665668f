"""The command line of the simulator: a click group that stands alone or is mounted by another."""

import click

from powerpact.simulator.commands.serve import serve


@click.group()
def simulator() -> None:
    """A Shopify of many stores on this machine: serve it, and tell it what happens in them."""


simulator.add_command(serve)
