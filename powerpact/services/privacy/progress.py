"""How far a request has come: kept in its row, with no personal data."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from powerpact.services.follow_up import NOTHING, FollowUp


@dataclass(frozen=True, slots=True)
class Batch:
    """What a step did of its rows. ``counts``: how many, by kind of row.

    ``until``: the last id that it looked at; 0 when there were no more rows. ``waits``: some of
    these rows can be done only later. ``found``: ids of Bubbly orders, for the steps that follow.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    until: int = 0
    waits: bool = False
    found: tuple[int, ...] = ()
    follow_up: FollowUp = NOTHING

    @property
    def is_last(self) -> bool:
        """Whether the step has come to the end of its rows."""
        return self.until == 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The step that is under way, the id that it goes on after, and what was done so far."""

    step: int = 0
    beyond: int = 0
    waits: bool = False
    found: tuple[int, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    def after(self, batch: Batch) -> "Progress":
        """How far it is with the batch. A step that left rows for later begins again."""
        counts = Counter(self.counts)
        counts.update(batch.counts)
        so_far = replace(
            self,
            counts=dict(counts),
            found=tuple(sorted({*self.found, *batch.found})),
            waits=self.waits or batch.waits,
            beyond=batch.until,
        )
        if not batch.is_last:
            return so_far
        return replace(so_far, step=self.step + (not so_far.waits), waits=False)

    def as_json(self) -> dict[str, Any]:
        """As it is kept in ``PrivacyRequest.done`` until the request is done."""
        return {
            "step": self.step,
            "beyond": self.beyond,
            "waits": self.waits,
            "found": list(self.found),
            "counts": dict(self.counts),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Progress":
        """What ``as_json`` gave; the beginning, of what nobody has begun."""
        return cls(**{**kept, "found": tuple(kept["found"])}) if kept else cls()
