"""What a person may do to rows of a table: one, some, or all that match.

A deed is a function of rows by id. It works inside the transaction that it is given, so that a
bulk run can note its progress together with the work: a batch is done and counted, or neither.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from powerpact.services.audit import Actor
from powerpact.services.follow_up import NOTHING, FollowUp
from powerpact.services.transactions import transaction


@dataclass(frozen=True, slots=True)
class Done:
    """``moved`` rows were changed; ``left`` says of each other one why it was not.

    ``follow_up``: what is to be published once the work is committed.
    """

    moved: tuple[int, ...] = ()
    left: Mapping[int, str] = field(default_factory=dict)
    follow_up: FollowUp = NOTHING


# Takes the session, the rows' ids, who acts, and by name what else it needs.
Work = Callable[..., Done]


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed by name (``retry``) on rows of a kind (``order_sync``).

    Calling it does it in a transaction of its own; ``work`` within the caller's.
    """

    name: str
    subject: str
    work: Work

    def __call__(self, ids: Collection[int], actor: Actor, **given: Any) -> Done:
        with transaction() as session:
            return self.work(session, ids, actor, **given)

    @property
    def key(self) -> str:
        """How a run remembers the deed."""
        return f"{self.subject}.{self.name}"


def deed(subject: str) -> Callable[[Work], Deed]:
    """Make a deed of a function; its name is the deed's."""

    def make(work: Work) -> Deed:
        return Deed(getattr(work, "__name__", ""), subject, work)

    return make
