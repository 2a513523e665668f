"""Who did what: an AuditEvent in the same transaction as what it tells of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, Source
from powerpact.services.many_rows import insert_records


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts: a person by e-mail, a partner's user, or a rule by name.

    ``address``: the network address of a person's browser.
    """

    name: str
    source: Source
    address: str = ""


def audit(
    session: Session,
    actor: Actor,
    action: str,
    subject: tuple[str, object],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Note one action. ``subject`` is a kind of row and its id, such as ``("order_sync", 7)``."""
    session.add(
        AuditEvent(
            source=actor.source,
            actor=actor.name,
            address=actor.address,
            action=action,
            subject_type=subject[0],
            subject_id=str(subject[1]),
            before=before or {},
            after=after or {},
        )
    )


# A row's id, and what changed in it: before and after.
Change = tuple[object, dict[str, Any], dict[str, Any]]


def audit_many(
    session: Session, actor: Actor, action: str, subject_type: str, changes: Iterable[Change]
) -> None:
    """Note the same action on many rows of one kind, in one statement."""
    rows = [
        {
            "source": actor.source.value,
            "actor": actor.name,
            "address": actor.address,
            "action": action,
            "subject_type": subject_type,
            "subject_id": str(subject_id),
            "before": before,
            "after": after,
        }
        for subject_id, before, after in changes
    ]
    if rows:
        insert_records(session, AuditEvent, rows)
