"""`simulator serve`: the server itself, until a signal or the end of its standard input."""

import asyncio
import signal
import sys
from contextlib import suppress

import click

from powerpact.simulator.grants import AppCredentials
from powerpact.simulator.house import HouseRules
from powerpact.simulator.server import serving

READY_WORDS = "Simulator ready at "


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=4100, show_default=True, help="0 takes a free port.")
@click.option("--client-id", default="powerpact-client-id", show_default=True)
@click.option("--client-secret", default="powerpact-client-secret", show_default=True)
@click.option("--seed", default=1, show_default=True, help="Drives faults and random baskets.")
@click.option("--speed", default=1.0, show_default=True, help="Simulated seconds per second.")
@click.option("--until-stdin-closes", is_flag=True, help="Stop when the parent process goes.")
def serve(
    host: str,
    port: int,
    client_id: str,
    client_secret: str,
    seed: int,
    speed: float,
    until_stdin_closes: bool,
) -> None:
    """Serve a Shopify of many stores; they start empty."""
    rules = HouseRules(AppCredentials(client_id, client_secret), seed, speed)
    try:
        asyncio.run(_serve(rules, host, port, until_stdin_closes=until_stdin_closes))
    except OSError as fault:
        raise click.ClickException(f"Cannot serve at {host}:{port}: {fault.strerror}.") from fault


async def _serve(rules: HouseRules, host: str, port: int, *, until_stdin_closes: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(rules, host, port) as house:
        click.echo(f"{READY_WORDS}{house.base_url}")
        sys.stdout.flush()
        watch = asyncio.create_task(_end_of_input(stop)) if until_stdin_closes else None
        await stop.wait()
        if watch is not None:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def _end_of_input(stop: asyncio.Event) -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    await reader.read()
    stop.set()
