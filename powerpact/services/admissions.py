"""Whom staff let in: invited by them, or asking by itself, on which terms and by which code.

Mails about it are the edge's: a decision stands, whether or not its mail could be sent.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from powerpact.domain.admission import (
    CODE_FORM,
    LONGEST_ANSWER,
    LONGEST_NAME,
    is_code,
    on_one_line,
    tidy,
)
from powerpact.errors import Refused
from powerpact.models import Admission, AdmissionState, PartnerStore, Store, utc_now
from powerpact.services.audit import Actor, audit
from powerpact.services.deeds import Done, deed
from powerpact.services.mail_addresses import mail_address
from powerpact.services.many_rows import among
from powerpact.services.transactions import transaction
from powerpact.shopify.session_tokens import shop_domain

_IS_PARTNER = "it is a partner already; its page is among the stores"
_OPEN = frozenset({AdmissionState.ASKED, AdmissionState.DECLINED})
_NOT_YET = frozenset({AdmissionState.ASKED, AdmissionState.INVITED})
# Changes one admission, or raises Refused with the reason why not.
Change = Callable[[Session, Admission], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """By which code a partner is let in, for ever, and Bubbly's share (0 to 1) of its price."""

    code: str
    commission_rate: Decimal


@dataclass(frozen=True, slots=True)
class Invitation:
    """A shop that staff want as a partner. ``email``: whom to write to; may be empty."""

    shop_domain: str
    terms: Terms
    name: str = ""
    email: str = ""


def invite(invitation: Invitation, actor: Actor) -> int:
    """Let a shop come, whatever it asked or was answered before; the admission's id.

    A second invitation changes the terms as long as the shop has not come. Raises Refused, in
    words, for what is no shop, for a partner, and for a code that can not be or is taken.
    """
    domain = shop_domain(invitation.shop_domain.strip())
    if domain is None:
        raise Refused(f"{invitation.shop_domain} is not the myshopify.com domain of a shop")
    name, email = on_one_line(invitation.name)[:LONGEST_NAME], invitation.email.strip()
    said = {"name": name, "email": mail_address(email) if email else None}
    with transaction() as session:
        state = AdmissionState.DECLINED  # until the next lines, which nobody else sees before
        new = insert(Admission).values(shop_domain=domain, state=state)
        session.execute(new.on_conflict_do_nothing(index_elements=[Admission.shop_domain]))
        row = session.scalars(_locked().where(Admission.shop_domain == domain)).one()
        _let_in(session, row, invitation.terms, {k: v for k, v in said.items() if v}, actor)
        return row.id


@deed("admission")
def approve(
    session: Session, ids: Collection[int], actor: Actor, *, code: str, commission: Decimal
) -> Done:
    """Let stores in that asked. ``commission`` is in per cent."""
    terms = Terms(code, commission / 100)

    def change(session: Session, row: Admission) -> None:
        _refuse_unless(row, _OPEN)
        _let_in(session, row, terms, {}, actor)

    return _each(session, ids, change)


@deed("admission")
def decline(session: Session, ids: Collection[int], actor: Actor, *, answer: str) -> Done:
    """Tell stores that they are not let in, or not any more; the code is free again."""
    told = tidy(answer)[:LONGEST_ANSWER]

    def change(session: Session, row: Admission) -> None:
        _refuse_unless(row, _NOT_YET)
        before = {"state": row.state.value}
        row.state, row.code, row.answer = AdmissionState.DECLINED, None, told
        _decided(session, row, actor, "decline", before)

    return _each(session, ids, change)


@deed("admission")
def write_again(session: Session, ids: Collection[int], actor: Actor) -> Done:
    """Keep that a decision is mailed once more; whoever asked for it sends the mail."""

    def change(session: Session, row: Admission) -> None:
        if row.state is AdmissionState.ASKED:
            raise Refused("nothing is decided yet, so there is nothing to write")
        if not row.email:
            raise Refused("nobody knows its e-mail address")
        audit(session, actor, "write_again", ("admission", row.id))

    return _each(session, ids, change)


def _each(session: Session, ids: Collection[int], change: Change) -> Done:
    rows = session.scalars(_locked().where(among(Admission.id, ids)).order_by(Admission.id)).all()
    left = dict.fromkeys(set(ids) - {row.id for row in rows}, "there is no such row")
    for row in rows:
        try:
            change(session, row)
        except Refused as why:
            left[row.id] = str(why)
    return Done(tuple(row.id for row in rows if row.id not in left), left)


def _let_in(
    session: Session, row: Admission, terms: Terms, said: dict[str, str | None], actor: Actor
) -> None:
    _check(session, row, terms)
    values = {
        "state": AdmissionState.INVITED,
        "code": terms.code,
        "commission_rate": terms.commission_rate,
        "answer": "",
        **said,
    }
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    before = {"state": row.state.value}
    try:
        with session.begin_nested():
            for name, value in values.items():
                setattr(row, name, value)
    except IntegrityError:  # somebody took the code at the same moment
        raise Refused(_taken(terms.code)) from None
    _decided(session, row, actor, "invite", before)


def _check(session: Session, row: Admission, terms: Terms) -> None:
    """Raise Refused unless the shop may be let in so. The row is locked; arrivals lock it too."""
    if not is_code(terms.code):
        raise Refused(CODE_FORM)
    if not (terms.commission_rate.is_finite() and 0 <= terms.commission_rate <= 1):
        raise Refused("the commission is a share from 0 to 100 per cent")
    kind = session.scalar(select(Store.kind).where(Store.shop_domain == row.shop_domain))
    if kind is not None:
        raise Refused(_IS_PARTNER if kind == "partner" else "this is Bubbly itself")
    by_store = select(PartnerStore.id).where(PartnerStore.code == terms.code)
    others = select(Admission.id).where(Admission.code == terms.code, Admission.id != row.id)
    if session.scalar(by_store) or session.scalar(others):
        raise Refused(_taken(terms.code))


def _decided(
    session: Session, row: Admission, actor: Actor, verb: str, before: dict[str, str]
) -> None:
    row.decided_at, row.decided_by = utc_now(), actor.name
    after = {"state": row.state.value, "commission": str(row.commission_rate), "code": row.code}
    audit(session, actor, verb, ("admission", row.id), before, after)


def _refuse_unless(row: Admission, states: frozenset[AdmissionState]) -> None:
    if row.state in states:
        return
    joined = row.state is AdmissionState.JOINED
    raise Refused(_IS_PARTNER if joined else f"it is {row.state.value} already")


def _taken(code: str) -> str:
    return f"another partner has the code {code}, or is invited by it"


def _locked() -> Select[tuple[Admission]]:
    return select(Admission).with_for_update().execution_options(populate_existing=True)
