"""How a simulator's process ends."""

import asyncio
import os
import signal

from powerpact.simulator.house import HouseRules
from powerpact.simulator.lifetime import serve_until_told

from .conftest import CREDENTIALS


def test_a_signal_ends_it_after_it_was_ready() -> None:
    addresses: list[str] = []

    def ready(address: str) -> None:
        addresses.append(address)
        os.kill(os.getpid(), signal.SIGTERM)

    async def live() -> None:
        async with asyncio.timeout(30):
            await serve_until_told(
                HouseRules(CREDENTIALS), "127.0.0.1", 0, ready=ready, until_stdin_closes=False
            )

    asyncio.run(live())

    assert addresses[0].startswith("http://127.0.0.1:")
