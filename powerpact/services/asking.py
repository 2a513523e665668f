"""A store asks to be let in, and reads what became of that."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from powerpact.domain.admission import (
    LONGEST_MESSAGE,
    LONGEST_NAME,
    may_ask_again_at,
    on_one_line,
    tidy,
)
from powerpact.errors import Refused
from powerpact.models import Admission, AdmissionState, Store, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.mail_addresses import mail_address
from powerpact.services.transactions import reading, transaction

_DECIDED = {
    AdmissionState.INVITED: "this store is invited already; reload the page",
    AdmissionState.JOINED: "this store is connected already; reload the page",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a store said of itself, and what staff answered.

    ``again_at``: from when a store that was declined may ask again; None: at once.
    """

    name: str
    email: str
    message: str
    asked_at: datetime | None
    answer: str
    again_at: datetime | None

    @property
    def may_ask(self) -> bool:
        """Whether the store may say something of itself now."""
        return self.again_at is None or self.again_at <= utc_now()


NOTHING_ASKED = Asked("", "", "", None, "", None)


def ask(shop_domain: str, name: str, email: str, message: str, actor: Actor) -> int:
    """Let staff know that the store wants in, or say it in other words; the admission's id.

    Raises Refused, in words, for what is missing or too long, for a store that is let in already,
    and for one that was declined less than a week ago.
    """
    said = {
        "name": _bounded("the name of the business", on_one_line(name), LONGEST_NAME),
        "email": mail_address(email),
        "message": _bounded("the message", tidy(message), LONGEST_MESSAGE),
    }
    with transaction() as session:
        if session.scalar(select(Store.id).where(Store.shop_domain == shop_domain)):
            raise Refused(_DECIDED[AdmissionState.JOINED])
        new = {"shop_domain": shop_domain, "state": AdmissionState.ASKED, "asked_at": utc_now()}
        added = session.scalar(
            insert(Admission)
            .values(**said, **new)
            .on_conflict_do_nothing(index_elements=[Admission.shop_domain])
            .returning(Admission.id)
        )
        if added is None:
            return _said_again(session, shop_domain, said, actor)
        audit(session, actor, "ask", ("admission", added))
        return added


def asked_of(shop_domain: str) -> Asked:
    """What the store asked and was answered; empty where it asked nothing."""
    with reading() as session:
        row = session.scalar(select(Admission).where(Admission.shop_domain == shop_domain))
        if row is None:
            return NOTHING_ASKED
        again_at = may_ask_again_at(row.decided_at) if _is_declined(row) else None
        return Asked(row.name, row.email or "", row.message, row.asked_at, row.answer, again_at)


def _said_again(session: Session, shop_domain: str, said: dict[str, str], actor: Actor) -> int:
    row = session.scalars(
        select(Admission)
        .where(Admission.shop_domain == shop_domain)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if why := _DECIDED.get(row.state):
        raise Refused(why)
    again_at = may_ask_again_at(row.decided_at) if _is_declined(row) else None
    if again_at and again_at > utc_now():
        raise Refused(f"this store was declined; it may ask again from {again_at:%d %B %Y} on")
    if _is_declined(row) or any(getattr(row, key) != text for key, text in said.items()):
        for key, text in said.items():
            setattr(row, key, text)
        row.state, row.asked_at = AdmissionState.ASKED, utc_now()
        audit(session, actor, "ask", ("admission", row.id))
    return row.id


def _is_declined(row: Admission) -> bool:
    return row.state is AdmissionState.DECLINED


def _bounded(what: str, text: str, longest: int) -> str:
    if not text:
        raise Refused(f"{what} is missing")
    if len(text) > longest:
        raise Refused(f"{what} is longer than {longest:,} characters")
    return text
