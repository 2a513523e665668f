"""Every page of the console over a large and a small marketplace, in turns (P4, P5).

    python -m benchmarks.console
    python -m benchmarks.console --only order_syncs --explain

With DATABASE_URL and REDIS_URL set, the two databases are made on that server and stay there, to be
used again; otherwise servers run for as long as this does.
"""

import argparse
import gc
from dataclasses import asdict

from benchmarks.console.asking import Asked, Side
from benchmarks.console.bulk_retry import retry_all
from benchmarks.console.databases import forget, marketplace_app
from benchmarks.console.figures import Figure, show
from benchmarks.console.marketplace import Marketplace
from benchmarks.console.pages import pages
from benchmarks.ground import Ground, ground
from benchmarks.report import InvalidTurn, say

WARMING = 3  # requests that are not counted: connections are opened, templates compiled
LARGE, SMALL = 0, 1


def main() -> None:
    """Make or find the databases, ask for every page, print the figures."""
    asked = _arguments()
    with ground(beside_peer=False) as made:
        sides, notes = _sides(made, asked)
        figures = []
        for name, addresses in _chosen(sides, asked.only).items():
            try:
                figures.append(_figure(name, sides, addresses, asked))
            except InvalidTurn as fault:
                say(f"{name}: INVALID, {fault}")
        if not asked.only:
            notes |= _retried(made, sides[LARGE])
    title = f"{asked.rows:,} order syncs against {asked.small:,}"
    show(title, figures, notes, as_json=asked.json)


def _retried(made: Ground, large: tuple[Side, dict[str, str]]) -> dict[str, object]:
    """P5 over the large side, which is not what it was afterwards and so is not used again."""
    side, _pages = large
    forget(made, side.app)
    try:
        return asdict(retry_all(side.app, side))
    except InvalidTurn as fault:
        say(f"retry all that match: INVALID, {fault}")
        return {"retry all that match": f"INVALID, {fault}"}


def _sides(
    made: Ground, asked: argparse.Namespace
) -> tuple[list[tuple[Side, dict[str, str]]], dict[str, object]]:
    """Both applications with their pages' addresses, and how long the filling took."""
    sides: list[tuple[Side, dict[str, str]]] = []
    notes: dict[str, object] = {}
    for parts in (asked.rows, asked.small):
        market = Marketplace(parts)
        app, seconds = marketplace_app(made, market)
        sides.append((Side(app), pages(app, market)))
        if seconds is not None:
            notes[f"seconds to fill {parts:,}"] = round(seconds)
    gc.collect()
    gc.freeze()
    return sides, notes


def _chosen(sides: list[tuple[Side, dict[str, str]]], only: str) -> dict[str, list[str]]:
    """The pages that both sides have, by name, with each side's address."""
    named = [addresses for _side, addresses in sides]
    names = [name for name in named[LARGE] if name in named[SMALL]]
    return {name: [each[name] for each in named] for name in names if only in name}


def _figure(
    name: str,
    sides: list[tuple[Side, dict[str, str]]],
    addresses: list[str],
    asked: argparse.Namespace,
) -> Figure:
    """One page, asked of both sides in turns."""
    pairs = [(side, address) for (side, _), address in zip(sides, addresses, strict=True)]
    told: list[Asked] = []
    for side, address in pairs:
        for _ in range(WARMING):
            side.ask(address)
        figures, plans = side.look_into(address)
        told.append(figures)
        if asked.explain:
            say("\n\n".join([f"== {name}: {address}", *plans]))
    for _ in range(asked.requests):
        for figures, (side, address) in zip(told, pairs, strict=True):
            figures.milliseconds.append(side.ask(address))
    figure = Figure(name, *told)
    say("  ".join(figure.cells()))
    return figure


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.console", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="order syncs of the large side")
    parser.add_argument("--small", type=int, default=10_000, help="order syncs of the small side")
    parser.add_argument("--requests", type=int, default=30, help="for each page and side")
    parser.add_argument("--only", default="", help="pages whose name holds this text")
    parser.add_argument("--explain", action="store_true", help="show every statement's plan")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
