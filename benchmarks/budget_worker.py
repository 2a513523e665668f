"""One worker process of the budget's benchmark: threads that order, read a catalogue, or look on.

It prints one line of JSON when it is done. A call that the budget refuses is tried again after the
seconds that it was told, as a row that was put back would be.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import uuid4

from powerpact.app import create_app
from powerpact.domain.partner_order import PartnerOrderDraft, PartnerOrderLine, tag_for
from powerpact.errors import OverBudget, RateLimited
from powerpact.extensions import db
from powerpact.services.access import Share, call_through, doors
from powerpact.shopify.call import Call
from powerpact.shopify.catalogue import read_product
from powerpact.shopify.orders import create_order

READY = "ready"
LOOK_EVERY = 0.05  # seconds between two calls to the store beside, which is far from its limit


@dataclass(frozen=True, slots=True)
class Plan:
    """What every worker process does: how long, where, and in how many threads.

    It begins when there is a file at ``signal``.
    """

    signal: str
    seconds: float
    busy: int
    beside: int
    variant: str
    products: list[str]
    beside_products: list[str]
    ordering: int
    reading: int
    looking: int


@dataclass(slots=True)
class Tally:
    """What a worker process did. ``waits``: seconds that calls to the store beside took."""

    did: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)


def main() -> None:
    """Say that we are ready, wait for the signal, and work by the plan: our argument, as JSON."""
    plan, tally = Plan(**json.loads(sys.argv[1])), Tally()
    app = create_app()

    def work(job: Callable[[Plan, Tally], None]) -> None:
        with app.app_context():
            job(plan, tally)

    sys.stdout.write(READY + "\n")
    sys.stdout.flush()
    while not Path(plan.signal).exists():
        time.sleep(0.01)
    jobs = [_order] * plan.ordering + [_read] * plan.reading + [_look] * plan.looking
    with ThreadPoolExecutor(len(jobs)) as threads:
        list(threads.map(work, jobs))
    sys.stdout.write(json.dumps({"did": tally.did, "waits": tally.waits}) + "\n")


def _order(plan: Plan, tally: Tally) -> None:
    call = _call(plan.busy, Share.ORDERS)
    _repeat(plan, tally, "orders", lambda: create_order(call, _draft(plan.variant)))


def _read(plan: Plan, tally: Tally) -> None:
    call, chance = _call(plan.busy, Share.CATALOGUE), Random(1)  # noqa: S311 - the same each time
    _repeat(plan, tally, "reads", lambda: read_product(call, chance.choice(plan.products)))


def _look(plan: Plan, tally: Tally) -> None:
    call, chance = _call(plan.beside, Share.CATALOGUE), Random(1)  # noqa: S311 - the same each time

    def look() -> None:
        began = time.monotonic()
        read_product(call, chance.choice(plan.beside_products))
        tally.waits.append(time.monotonic() - began)
        time.sleep(LOOK_EVERY)

    _repeat(plan, tally, "looks", look)


def _call(store_id: int, share: Share) -> Call:
    door = doors([store_id])[store_id]
    db.session.remove()  # nothing more is asked of the database
    return call_through(door, share)


def _repeat(plan: Plan, tally: Tally, name: str, job: Callable[[], object]) -> None:
    ends = time.monotonic() + plan.seconds
    while time.monotonic() < ends:
        try:
            job()
        except OverBudget as later:
            tally.did["put back"] += 1
            time.sleep(later.retry_after)
        except RateLimited as told:  # THROTTLED, or the rest that it brings
            tally.did["rate limited"] += 1
            time.sleep(told.retry_after)
        else:
            tally.did[name] += 1


def _draft(variant: str) -> PartnerOrderDraft:
    split_id = str(uuid4())
    line = PartnerOrderLine(variant, 1, Decimal("10.00"), True, "gid://shopify/LineItem/1")
    return PartnerOrderDraft(
        split_id=split_id,
        source_identifier=f"powerpact:{split_id}",
        tag=tag_for(split_id),
        bubbly_order_name="#1001",
        currency="GBP",
        lines=(line,),
        shipping_address=None,
        shipping_title="",
        shipping_code="",
        shipping_price=Decimal(0),
    )


if __name__ == "__main__":
    main()
