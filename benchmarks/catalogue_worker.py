"""One worker process that makes every step of one run, as the product's workers do: under gevent.

python -m benchmarks.catalogue_worker RUN    prints, besides the log, one line of JSON at the end
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - gevent goes first
import resource  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from threading import Thread  # noqa: E402

from powerpact.app import create_app  # noqa: E402
from powerpact.services.catalogue_import import advance_run  # noqa: E402
from powerpact.services.run_progress import run_progress  # noqa: E402

TICK = 0.005  # seconds


class Stretch:
    """The longest time for which nothing else in this process had its turn, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            before = time.monotonic()
            time.sleep(TICK)
            self.longest = max(self.longest, time.monotonic() - before - TICK)


def main() -> None:
    """Make steps until the run is over; a step that is not due yet does nothing."""
    run_id = int(sys.argv[1])
    with create_app().app_context():
        started = before = time.monotonic()
        stretch = Stretch()
        while not run_progress(run_id).is_over:
            time.sleep(0.2)
            before = time.monotonic()
            advance_run(run_id)
        ended = time.monotonic()
        figures = {
            "shopify": before - started,
            "ours": ended - before,
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "stretch": stretch.longest * 1000,
            "told": run_progress(run_id).message,
        }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
