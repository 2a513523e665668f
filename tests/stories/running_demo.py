"""The demo, as somebody starts it who then looks around in a browser."""

import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.stories.test_demo import DEMO, ROOT, own_environment

Picture = Callable[[Page, str], None]
LOGIN = re.compile(
    r"Console +(?P<address>\S+)/console +as (?P<email>\S+) +password (?P<password>\S+)"
    r"(?s:.*)Newcomer +(?P<newcomer>\S+)"
)
# `make screenshots` names a folder here; the tests alone leave no picture behind.
FOLDER = os.environ.get("SCREENSHOTS")


@dataclass(frozen=True)
class Demo:
    """Where the running demo's console is and who may sign in, and where its newcomer begins."""

    address: str
    email: str
    password: str
    newcomer: str


@contextmanager
def running_demo() -> Iterator[Demo]:
    """A demo that has told its story and stays up."""
    with (
        subprocess.Popen(  # noqa: S603 - our own program
            DEMO[:-1], cwd=ROOT, env=own_environment(), stdout=subprocess.PIPE, text=True
        ) as running
    ):
        assert running.stdout is not None
        told = ""
        for line in running.stdout:
            told += line
            if found := LOGIN.search(told):
                break
        else:
            pytest.fail(f"the demo did not come to its end:\n{told}")
        try:
            yield Demo(**found.groupdict())
        finally:
            running.send_signal(signal.SIGINT)
            running.stdout.read()


def keep(page: Page, name: str) -> None:
    """What the browser shows, as ``docs/screenshots/<name>.png`` when pictures are wanted."""
    if FOLDER:
        page.mouse.move(0, 0)  # off whatever was pressed last
        page.wait_for_load_state("networkidle")
        page.screenshot(path=Path(FOLDER) / f"{name}.png")
