"""How many orders a second go from the webhook to both partner orders recorded (P2).

python -m benchmarks.orders [--peer FOLDER] [--turns 3] [--orders 2000] [--delay 0,150] [--json]
                            [--soak RUNS] [--worker "OPTIONS OF CELERY"] [--against VARIANTS]
"""

import argparse
from functools import partial
from pathlib import Path

from benchmarks.ground import Ground, ground
from benchmarks.order_turn import WORKER, Load, Tally, take_turn
from benchmarks.peer import Peer
from benchmarks.report import OURS, Figures, InvalidTurn, Measure, Report, numbers, say

VARIANTS = "bull-prisma,bull-lean"
CONCURRENCY = 50
MEASURES = (
    Measure("per_second", "orders/s"),
    Measure("cpu_worker", "CPU us: worker"),
    Measure("cpu_web", "web"),
    Measure("cpu_postgres", "PostgreSQL"),
    Measure("cpu_redis", "Redis"),
    Measure("cpu_stub", "stub"),
    Measure("memory_worker", "worker MB"),
    Measure("memory_web", "web MB"),
)


def main() -> None:
    """Run the turns and print what they said."""
    asked = _arguments()
    report = Report("Orders: from the webhook to both partner orders recorded", MEASURES)
    peer = Peer(asked.peer) if asked.peer else None
    with ground(beside_peer=peer is not None) as made:
        if asked.soak:
            _soak(made, asked, report)
        else:
            _in_turns(made, asked, report, peer)
    report.show(as_json=asked.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.orders", description=__doc__)
    parser.add_argument("--peer", type=Path, help="the folder of the peer's bench.py")
    parser.add_argument("--against", default=VARIANTS, help="the peer's variants")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--orders", type=int, default=2_000)
    parser.add_argument("--delay", type=numbers, default=[0, 150], help="of the stub, in ms")
    parser.add_argument("--soak", type=int, default=0, help="so many runs, looking for faults")
    parser.add_argument("--worker", default=WORKER, help="the worker's options")
    return parser.parse_args()


def _in_turns(made: Ground, asked: argparse.Namespace, report: Report, peer: Peer | None) -> None:
    for _ in range(asked.turns):
        for delay in asked.delay:
            load = Load(asked.orders, delay, asked.worker)
            case = f"stub of {delay} ms"
            report.take(case, OURS, partial(_valid_turn, made, load))
            if peer is not None:
                for variant in asked.against.split(","):
                    report.take(case, variant, partial(_peers_turn, peer, load, variant))


def _valid_turn(made: Ground, load: Load) -> Figures:
    figures, tally = take_turn(made, load)
    if not tally.is_clean:
        raise InvalidTurn(str(tally))
    return figures


def _peers_turn(peer: Peer, load: Load, variant: str) -> Figures:
    sizes = ("-c", str(CONCURRENCY), "-n", str(load.orders), "--delay", str(load.delay))
    told = peer.turn("e2e", variant, *sizes)
    worker, web, postgres, redis, stub = told["cpu"]
    return {
        "per_second": told["ops"],
        "cpu_worker": worker,
        "cpu_web": web,
        "cpu_postgres": postgres,
        "cpu_redis": redis,
        "cpu_stub": stub,
        "memory_worker": sum(shared for tree in told["rss"] for _, shared in tree),
        "memory_web": sum(shared for _, shared in told["web_rss"]),
    }


def _soak(made: Ground, asked: argparse.Namespace, report: Report) -> None:
    """Many runs; every fault is counted, and a run with faults counts too."""
    whole = Tally()
    for number in range(asked.soak):
        delay = asked.delay[number % len(asked.delay)]
        figures, tally = take_turn(made, Load(asked.orders, delay, asked.worker))
        whole += tally
        report.take(f"stub of {delay} ms", OURS, partial(dict, figures))
        say(f"run {number + 1} of {asked.soak}: {tally}")
    say(f"all runs: {whole}")


if __name__ == "__main__":
    main()
