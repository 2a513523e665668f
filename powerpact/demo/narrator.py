"""How the demo speaks: headings, plain sentences and progress bars."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Narrator:
    """Tells the story on a terminal, or as plain lines where there is none."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)
        self._began = time.monotonic()

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self.console.print(f"\n[bold cyan]{title}[/] [dim]{self.seconds():.0f} s[/]")

    def say(self, sentence: str) -> None:
        """Tell one fact."""
        self.console.print(f"  {sentence}")

    def seconds(self) -> float:
        """Seconds since the story began."""
        return time.monotonic() - self._began

    @contextmanager
    def bar(self, label: str, total: int | None = None) -> Iterator["Bar"]:
        """A progress bar for the block; `total` may be told later."""
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(TextColumn("  {task.description}"), *columns, console=self.console) as shown:
            yield Bar(shown, label, total)


class Bar:
    """One progress bar."""

    def __init__(self, shown: Progress, label: str, total: int | None) -> None:
        self._shown = shown
        self._task = shown.add_task(label, total=total)

    def show(self, done: int, total: int | None = None) -> None:
        """Move the bar to `done`, and its end to `total` when that is known by now."""
        if total is None:
            self._shown.update(self._task, completed=done)
        else:
            self._shown.update(self._task, completed=done, total=total)
