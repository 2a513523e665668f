"""The document for a store whose shopper asked for their data: looked at, and handed over."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from powerpact.errors import NotFound
from powerpact.models import PrivacyRequest, PrivacyState, utc_now
from powerpact.services.audit import Actor, audit, audit_many
from powerpact.services.deeds import Done, deed
from powerpact.services.many_rows import among
from powerpact.services.transactions import transaction

_WHY_NOT = {
    PrivacyState.RECEIVED: "it is still being worked on",
    PrivacyState.DONE: "it is done already",
}


def disclosed_export(request_id: int, actor: Actor) -> dict[str, Any]:
    """The document, which is personal data: who took it is audited.

    Raises NotFound when there is no such request, or its document is handed over and erased.
    """
    with transaction() as session:
        asked = select(PrivacyRequest.export).where(PrivacyRequest.id == request_id)
        export: dict[str, Any] | None = session.scalars(asked).one_or_none()
        if export is None:
            raise NotFound(f"there is no document for privacy request {request_id}")
        audit(session, actor, "view_personal_data", ("privacy_request", request_id))
        return export


@deed("privacy_request")
def hand_over(session: Session, request_ids: Collection[int], actor: Actor) -> Done:
    """Note that the stores have their documents, which are erased here; nothing else is left."""
    known = session.execute(
        select(PrivacyRequest.id, PrivacyRequest.state)
        .where(among(PrivacyRequest.id, request_ids))
        .order_by(PrivacyRequest.id)
        .with_for_update()
    ).all()
    moved = tuple(row.id for row in known if row.state is PrivacyState.READY)
    session.execute(
        update(PrivacyRequest)
        .where(among(PrivacyRequest.id, moved))
        .values(
            state=PrivacyState.DONE,
            export=None,
            asked_for=None,
            done_at=utc_now(),
            done_by=actor.name,
        )
        .execution_options(synchronize_session=False)
    )
    states = {"state": PrivacyState.READY.value}, {"state": PrivacyState.DONE.value}
    audit_many(session, actor, "hand_over", "privacy_request", ((i, *states) for i in moved))
    left = dict.fromkeys(request_ids, "there is no such request")
    left |= {row.id: _WHY_NOT.get(row.state, "") for row in known}
    return Done(moved, {each: why for each, why in left.items() if each not in moved})
