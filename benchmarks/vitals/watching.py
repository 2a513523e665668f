"""What a browser itself says of a page: largest paint, shifts, and how soon it answers a person."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Frame

OBSERVE = Path(__file__).with_name("observe.js")
# Two frames later everything that an interaction drew has been drawn and told.
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))"


@dataclass(frozen=True, slots=True)
class Vitals:
    """``lcp`` and ``inp`` in milliseconds; ``inp`` is 0 when every answer came within 16 ms."""

    lcp: float
    cls: float
    inp: float
    largest: str


def observe(context: BrowserContext) -> None:
    """Have every frame of this context watch itself; asked for before any page is opened."""
    context.add_init_script(path=OBSERVE)


def vitals_of(frame: Frame) -> Vitals:
    """What was seen in the frame since it was loaded."""
    frame.evaluate(SETTLED)
    return Vitals(**frame.evaluate("() => window.vitals"))
