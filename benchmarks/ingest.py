"""How many webhooks a second are taken in, each 200 a committed row (P1).

python -m benchmarks.ingest [--peer FOLDER] [--json] [--turns 3] [--seconds 4]
                            [--connections 1,16,64] [--repeats 10]
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.ground import Ground, ground
from benchmarks.load import Heard, post_webhooks
from benchmarks.order_bodies import paid_order, write_bodies
from benchmarks.peer import Peer
from benchmarks.processes import Running
from benchmarks.report import OURS, Figures, InvalidTurn, Measure, Report, numbers

PROCESSES = 2
BODIES = 2_000
WARM_UP = 1  # seconds
REPEATED_AT = 16  # connections
MEASURES = (
    Measure("per_second", "webhooks/s"),
    Measure("p50", "p50 ms", 1),
    Measure("p99", "p99 ms", 1),
    Measure("cpu_web", "web CPU us"),
    Measure("memory", "largest process MB"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One load: how many connections at once for how long, and how many deliveries repeat."""

    connections: int
    seconds: int
    repeat_every: int = 0  # the so-manieth delivery repeats an earlier one; 0: none does

    def __str__(self) -> str:
        repeats = f", {100 // self.repeat_every} % repeats" if self.repeat_every else ""
        return f"{self.connections} connections{repeats}"

    @property
    def variants(self) -> tuple[str, ...]:
        """The peer's side: where deliveries repeat, its plain variant is too easy to beat."""
        return ("ex-prismaraw",) if self.repeat_every else ("ex-prisma", "ex-lean")


def main() -> None:
    """Run the turns and print what they said."""
    asked = _arguments()
    report = Report("Intake: webhooks a second", MEASURES)
    peer = Peer(asked.peer) if asked.peer else None
    with ground(beside_peer=peer is not None) as made:
        bodies = made.folder / "bodies"
        write_bodies(bodies, map(_body, range(BODIES)))
        for _ in range(asked.turns):
            for case in _cases(asked):
                for side, turn in _sides(case, made, bodies, peer).items():
                    report.take(str(case), side, turn)
    report.show(as_json=asked.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.ingest", description=__doc__)
    parser.add_argument("--peer", type=Path, help="the folder of the peer's bench.py")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4, help="how long each turn sends")
    parser.add_argument("--connections", type=numbers, default=[1, 16, 64], help="as in 1,16,64")
    parser.add_argument("--repeats", type=int, default=10, help="per cent; 0 leaves the case out")
    return parser.parse_args()


def _cases(asked: argparse.Namespace) -> list[Case]:
    plain = [Case(connections, asked.seconds) for connections in asked.connections]
    if not asked.repeats:
        return plain
    return [*plain, Case(REPEATED_AT, asked.seconds, 100 // asked.repeats)]


def _body(number: int) -> bytes:
    return paid_order(number, range(40_000_000 + number, 40_000_003 + number + number % 2))


def _sides(
    case: Case, made: Ground, bodies: Path, peer: Peer | None
) -> dict[str, Callable[[], Figures]]:
    sides: dict[str, Callable[[], Figures]] = {OURS: partial(_our_turn, case, made, bodies)}
    if peer is not None:
        sides |= {name: partial(_peers_turn, case, peer, name) for name in case.variants}
    return sides


def _our_turn(case: Case, made: Ground, bodies: Path) -> Figures:
    made.empty()
    with made.web(PROCESSES) as (web, port):
        post_webhooks(
            port, bodies, "warm-up", connections=max(case.connections, 4), seconds=WARM_UP
        )
        _settled(made)
        made.empty()
        before = web.cpu_seconds()
        heard = post_webhooks(
            port,
            bodies,
            "measured",
            connections=case.connections,
            seconds=case.seconds,
            repeat_every=case.repeat_every,
        )
        used = web.cpu_seconds() - before
        _check(case, heard, _settled(made), made.waiting("webhooks"))
        return _figures(heard, used, web)


def _figures(heard: Heard, cpu_seconds: float, web: Running) -> Figures:
    return {
        "per_second": heard.per_second,
        "p50": heard.p50,
        "p99": heard.p99,
        "cpu_web": cpu_seconds / max(heard.answers, 1) * 1e6,
        "memory": max(web.memory()),
    }


def _settled(made: Ground) -> int:
    """How many rows there are, once what was under way when the sender stopped has ended."""
    rows, same = -1, 0
    while same < 3:
        seen = made.number("SELECT count(*) FROM webhook_event")
        rows, same = seen, same + 1 if seen == rows else 0
        time.sleep(0.1)
    return rows


def _check(case: Case, heard: Heard, rows: int, messages: int) -> None:
    """Every 200 is a row, nothing else is, and somebody was told. Raises InvalidTurn."""
    if heard.not_200 or heard.broken:
        raise InvalidTurn(f"{heard.not_200} answers were not 200, {heard.broken} never came")
    repeated = heard.answers // case.repeat_every if case.repeat_every else 0
    # A request under way when the sender stopped has a row and no answer that was counted.
    if not 0 <= rows - (heard.answers - repeated) <= case.connections + 1:
        raise InvalidTurn(f"{heard.answers} answers, {repeated} of them repeats, but {rows} rows")
    if not messages:
        raise InvalidTurn(f"{rows} rows, and no worker was told")


def _peers_turn(case: Case, peer: Peer, variant: str) -> Figures:
    load = ("-c", str(case.connections), "-s", str(case.seconds), "--dup", str(case.repeat_every))
    told = peer.turn("ingest", variant, "-p", str(PROCESSES), *load)
    return {
        "per_second": told["rps"],
        "p50": told["p50"],
        "p99": told["p99"],
        "cpu_web": told["cpu_web"],
        "memory": max(shared for _, shared in told["rss"]),
    }


if __name__ == "__main__":
    main()
