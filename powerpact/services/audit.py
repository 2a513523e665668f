"""Who did what: an AuditEvent in the same transaction as what it tells of."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from powerpact.models import AuditEvent, Source


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
