"""Orders of a partner, and what its dashboard shows of them."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from powerpact.domain.causes import OUT_OF_STOCK
from powerpact.domain.transitions import OrderState
from powerpact.extensions import db
from powerpact.models import OrderSync, PartnerStore
from tests.admin.browser import text_of
from tests.admin.partner.conftest import Frame
from tests.factories import OrderSyncFactory

S = OrderState
SHOPPER = {
    "address": {
        "first_name": "Ada",
        "last_name": "Byron",
        "address1": "1 Analytical Street",
        "city": "London",
        "zip": "E1 1AA",
        "country_code": "GB",
        "phone": "+44 20 7946 0001",
    },
    "email": "ada@example.test",
    "phone": "+44 20 7946 0002",
}


def made(partner: PartnerStore, name: str = "#1", state: OrderState = S.FAILED, **more: Any) -> int:
    """The id of a part, which failed for too little stock unless told otherwise."""
    cause = more.pop("cause_of", OUT_OF_STOCK if state in {S.FAILED, S.HELD} else None)
    wrong = {"cause_code": cause.code, "fixer": cause.fixer} if cause else {}
    values = {"partner": partner, "bubbly_order__name": name, "state": state, **wrong, **more}
    return int(OrderSyncFactory(**values).id)


def names(frame: Frame, query: str = "") -> list[str]:
    """The orders of the list, from its top."""
    answer = frame.get(f"orders/{query}")
    assert answer.status_code == 200
    return re.findall(r"<a href=\"[^\"]*/details/\?id=\d+[^\"]*\">(#[^<]+)</a>", answer.text)


def page(frame: Frame, part_id: int) -> str:
    """What a person reads on the page of one."""
    answer = frame.get(f"orders/details/?id={part_id}")
    assert answer.status_code == 200
    return text_of(answer)


def state_of(session: Session, part_id: int) -> OrderState:
    """Where the part stands by now."""
    session.rollback()
    session.expire_all()
    return session.get_one(OrderSync, part_id).state


def asked(app: Flask, frame: Frame, path: str) -> list[str]:
    """The statements that a page sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert frame.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert not [each for each in sent if "count(" in each.lower()]
    return sent
