"""A simulator from its first request to the signal that ends it."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from powerpact.simulator.house import HouseRules
from powerpact.simulator.server import serving


async def serve_until_told(
    rules: HouseRules,
    host: str,
    port: int,
    *,
    ready: Callable[[str], None],
    until_stdin_closes: bool,
) -> None:
    """Serve until SIGTERM or SIGINT, or until standard input ends when that is asked for.

    `ready` is called with the address once it answers. Raises OSError for an address that
    cannot be had.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serving(rules, host, port) as house:
        ready(house.base_url)
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
