"""The demo's child processes: started, watched, and stopped with it."""

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from powerpact.demo.errors import DemoError
from powerpact.embedded.children import start_child, stop_child
from powerpact.embedded.errors import last_lines

POLL = 0.1  # seconds between two looks at a fact that is waited for


class Processes:
    """Named children that write to `<logs>/<name>.log` and die when the demo does."""

    def __init__(self, logs: Path, heed: Callable[[], None] = lambda: None) -> None:
        """`heed` is called at every check; what it raises ends the waiting."""
        self._logs = logs
        self._heed = heed
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start `command` and keep an eye on it."""
        log = self._log(name)
        log.unlink(missing_ok=True)  # not truncated: another demo may still write to the old one
        self._running[name] = start_child(command, log=log)

    def wait_until(
        self,
        fact: Callable[[], bool],
        what: str,
        *,
        within: float,
        why: Callable[[], str] = lambda: "",
    ) -> None:
        """Return once `fact()` is true.

        `what` is a sentence that the fact makes true, and `why()` says what is known of the
        delay. `DemoError` when a child dies first, or when `within` seconds go by.
        """
        deadline = time.monotonic() + within
        while not fact():
            self.check()
            if time.monotonic() > deadline:
                ends = "\n".join(self._end_of_log(name) for name in self._running)
                raise DemoError(f"Waited {within:g} seconds in vain: {what}. {why()}\n{ends}")
            time.sleep(POLL)

    def check(self) -> None:
        """`DemoError` when a child is no longer running, `Interrupted` when we are to end."""
        self._heed()
        for name, child in self._running.items():
            if child.poll() is not None:
                end = f"stopped with exit code {child.returncode}"
                raise DemoError(f"The {name} process {end}.\n{self._end_of_log(name)}")

    def stop_all(self) -> None:
        """Stop the children; all are told before the first is waited for."""
        for child in self._running.values():
            child.terminate()
        while self._running:
            _, child = self._running.popitem()
            stop_child(child)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _end_of_log(self, name: str) -> str:
        log = self._log(name)
        return f"The end of {log}:\n{last_lines(log) or '(it is empty)'}"
