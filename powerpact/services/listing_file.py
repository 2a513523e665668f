"""Writing the file that Shopify works through: one line for each listing that needs one."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from powerpact.errors import Unavailable
from powerpact.models import BubblyStore, ListingLine, ProductMap
from powerpact.services.listing_claim import Plan, bubbly_store, plan_of
from powerpact.services.listing_lines import (
    BulkListing,
    begin_file,
    let_go,
    next_held,
    place_lines,
    queue_again,
)
from powerpact.services.listing_outcome import Outcome
from powerpact.services.listing_record import in_hand, settle
from powerpact.services.listing_wanted import NotListable
from powerpact.services.transactions import transaction
from powerpact.shopify.bulk_mutation import LARGEST_FILE_BYTES
from powerpact.shopify.listings import publish_line, put_line

BATCH = 200
NO_ROOM = "the file of listings was full"


class Part(StrEnum):
    """The two files of a bulk listing; the value is the operation that is run for each line."""

    PUT = "product_upsert"
    PUBLISH = "product_publish"


@dataclass(frozen=True, slots=True)
class _Line:
    variables: Mapping[str, object]
    fingerprint: str | None


# A line of this file, an end without one, or None for what waits for the next file.
_Step = _Line | Outcome | None


def write_file(bulk: BulkListing, part: Part, path: Path, largest: int = LARGEST_FILE_BYTES) -> int:
    """Write this part's lines of the listings in hand; how many lines.

    A listing that needs neither this part nor the next is put down at once, with the reason where
    it cannot be listed. What does not fit into ``largest`` bytes is queued again. Raises
    Unavailable when this machine's disk is full, and ClaimLost.
    """
    with transaction() as session:
        begin_file(session, bulk)
    writer = _Writer(bulk, part, largest)
    try:
        with path.open("wb") as file:
            while writer.write_batch(file):
                pass
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise Unavailable(f"this machine's disk does not take the listings: {why}") from problem
    return writer.lines


class _Writer:
    def __init__(self, bulk: BulkListing, part: Part, largest: int) -> None:
        self.bulk, self.part, self.largest = bulk, part, largest
        self.lines = 0
        self.last_id = 0

    def write_batch(self, file: BinaryIO) -> bool:
        """Write the next listings' lines; False when none are left or the file is full."""
        with transaction() as session:
            ids = next_held(session, self.bulk, self.last_id, BATCH)
            if not ids:
                return False
            self.last_id = ids[-1]
            bubbly = bubbly_store(session)
            rows = in_hand(session, self.bulk.claim, ids)
            steps = {row.id: self._step(row, bubbly) for row in rows}
            no_room_from = self._write_lines(session, file, steps)
            if no_room_from is not None:
                beyond = ListingLine.product_map_id >= no_room_from
                queue_again(session, self.bulk, NO_ROOM, 0, beyond)
            self._put_down(session, steps, set(ids) - set(steps))
            return no_room_from is None

    def _step(self, row: ProductMap, bubbly: BubblyStore) -> _Step:
        try:
            plan = plan_of(row, bubbly)
        except NotListable as reason:
            return Outcome(error=reason)
        return _put(plan) if self.part is Part.PUT else _publish(row, plan)

    def _write_lines(
        self, session: Session, file: BinaryIO, steps: Mapping[int, _Step]
    ) -> int | None:
        """The id of the first listing that there is no room for, if any."""
        placed: list[dict[str, object]] = []
        no_room_from = None
        for map_id, step in steps.items():
            if not isinstance(step, _Line):
                continue
            text = json.dumps(step.variables, separators=(",", ":")).encode() + b"\n"
            if file.tell() + len(text) > self.largest:
                no_room_from = map_id
                break
            file.write(text)
            fingerprint = step.fingerprint
            placed.append(
                {"product_map_id": map_id, "line": self.lines, "fingerprint": fingerprint}
            )
            self.lines += 1
        place_lines(session, self.bulk, placed)
        return no_room_from

    def _put_down(
        self, session: Session, steps: Mapping[int, _Step], lost: Collection[int]
    ) -> None:
        ended = {map_id: step for map_id, step in steps.items() if isinstance(step, Outcome)}
        states = settle(session, self.bulk.claim, ended)
        let_go(session, self.bulk, {*ended, *lost})
        self.bulk.keep_counts(session, states.values())


def _put(plan: Plan) -> _Step:
    target = plan.wanted
    if not plan.must_put:
        return None if plan.must_publish else Outcome()
    variables = put_line(
        target.listing,
        plan.location_id,
        first_time=plan.first_time,
        images_changed=plan.images_changed,
        stock_changed=plan.stock_changed,
    )
    return _Line(variables, target.fingerprint)


def _publish(row: ProductMap, plan: Plan) -> _Step:
    """What changed since it was written is not published: it is queued again."""
    if plan.must_put or not plan.must_publish or row.bubbly_product_id is None:
        return Outcome()
    return _Line(publish_line(row.bubbly_product_id, plan.publication_ids), None)
