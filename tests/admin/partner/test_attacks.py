"""A partner's staff who try everything to see, or move, what another partner has (I6)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from powerpact.admin.partner import VIEWS
from powerpact.config import is_dashboard
from powerpact.domain.causes import CAUSES, Fixer
from powerpact.domain.transitions import OrderState, SyncState
from powerpact.extensions import db
from powerpact.models import PartnerStore, RunFailure
from tests.admin.partner.conftest import Frame, OpenFrame, token_for
from tests.factories import (
    AuditEventFactory,
    BubblyOrderFactory,
    BubblyStoreFactory,
    OrderSyncAttemptFactory,
    OrderSyncFactory,
    OrderSyncLineFactory,
    PartnerStoreFactory,
    ProductMapFactory,
    SyncRunFactory,
    VariantMapFactory,
)

# In every text that is the other partner's, the shoppers' of its orders, or staff's.
MARK = "zq7victim"
TOTAL = "98765.43"  # of every Bubbly order
WANTED = 200
NO_IDS = ("0", "-1", "1e3", "1 OR 1=1", "../1", "%00", "9" * 40, "gid://shopify/Order/1", "")
FIXABLE = next(code for code, cause in CAUSES.items() if cause.fixer is Fixer.PARTNER)


@dataclass
class Crime:
    """One crafted request, and what it was answered."""

    what: str
    status: int
    answer: str


@dataclass
class Attack:
    """Asks, and keeps what was answered."""

    frame: Frame
    crimes: list[Crime] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", **asked: Any) -> None:
        answer = self.frame.open(path, method, **asked)
        told = f"{answer.headers}\n{answer.text}"
        self.crimes.append(Crime(f"{method} {path} {asked}", answer.status_code, told))


@pytest.fixture
def victim(app: Flask) -> int:
    """The other partner's id; it has orders, products and runs, all of them marked."""
    with app.app_context():
        BubblyStoreFactory()
        victim: PartnerStore = PartnerStoreFactory(
            name=f"{MARK} Ltd",
            shop_domain=f"{MARK}.myshopify.com",
            alert_email=f"owner@{MARK}.example",
            state_reason=MARK,
        )
        _give_it_something(victim)
        db.session.commit()
        return victim.id


def _give_it_something(victim: PartnerStore) -> None:
    shopper = {"email": f"ana@{MARK}.example", "shipping_address": {"address1": f"1 {MARK} St"}}
    for state in (OrderState.PENDING, OrderState.FAILED, OrderState.HELD, OrderState.CREATED):
        order = BubblyOrderFactory(name=f"#{MARK}", total=Decimal(TOTAL), shopper=shopper)
        made = {"partner_order_id": f"gid://shopify/Order/{order.id}{MARK}"}
        part = OrderSyncFactory(
            bubbly_order=order,
            partner=victim,
            state=state,
            cause_code=FIXABLE if state is OrderState.FAILED else "",
            cause=MARK,
            fixer=Fixer.PARTNER,
            partner_order_name=f"#{MARK}",
            **(made if state is OrderState.CREATED else {}),
        )
        OrderSyncLineFactory(order_sync=part, bubbly_line__title=f"{MARK} bowl")
        OrderSyncAttemptFactory(order_sync_id=part.id, message=MARK)
        AuditEventFactory(
            subject_type="order_sync", subject_id=str(part.id), after={"note": f"{MARK} note"}
        )
    thing = ProductMapFactory(partner=victim, title=f"{MARK} bowl", sync=SyncState.FAILED)
    VariantMapFactory(product_map=thing, sku=f"{MARK}-1", barcode=MARK)
    run = SyncRunFactory(store=victim, title=MARK)
    db.session.add(RunFailure(run_id=run.id, subject_type="order_sync", subject_id="1", what=MARK))


@pytest.fixture
def attack(app: Flask, frame_of: OpenFrame, victim: int) -> Attack:
    """Somebody of another partner's staff, with some rows of their own."""
    with app.app_context():
        own: PartnerStore = PartnerStoreFactory(name="Fern")
        # A shopper's order is shared: the other partner's part of it stays out of sight.
        shared = OrderSyncFactory(partner=own, bubbly_order__total=Decimal(TOTAL))
        OrderSyncLineFactory(order_sync=shared)
        theirs = OrderSyncFactory(
            partner=db.session.get_one(PartnerStore, victim),
            bubbly_order=shared.bubbly_order,
            cause=MARK,
        )
        OrderSyncLineFactory(order_sync=theirs, bubbly_line__title=MARK)
        ProductMapFactory(partner=own)
        db.session.commit()
        return Attack(frame_of(own))


@pytest.mark.timeout(240)
def test_two_hundred_crafted_requests_find_and_move_nothing(
    app: Flask, victim: int, attack: Attack
) -> None:
    with app.app_context():
        ids, before = _ids(victim), _everything_of(victim)

    _ask_for_pages(attack, app, ids)
    _ask_by_filters(attack, app, victim)
    _act(attack, app, ids, victim)
    _pretend_to_be(attack, f"{MARK}.myshopify.com")

    with app.app_context():
        assert _everything_of(victim) == before
    assert len(attack.crimes) >= WANTED
    for crime in attack.crimes:
        assert MARK not in _without_question(crime), crime.what
        assert TOTAL not in crime.answer, crime.what
        assert crime.status < 500, crime.what


def _without_question(crime: Crime) -> str:
    """The answer, without what the attacker typed, which a page may show as it was typed."""
    return re.sub(rf'(value="|search=|shop=){MARK}(-1|\.myshopify\.com)?', "", crime.answer)


def _ids(victim: int) -> list[str]:
    """Ids of everything that the other partner has, and some that nobody has."""
    rows = [*OWN_TABLES.items(), ("store", "id = :victim")]
    asked = " UNION ".join(f"SELECT id FROM {table} WHERE {own}" for table, own in rows)  # noqa: S608
    numbers = db.session.scalars(text(asked), {"victim": victim})
    return [*sorted({str(number) for number in numbers}), *NO_IDS]


OWN_TABLES = {
    "order_sync": "partner_id = :victim",
    "product_map": "partner_id = :victim",
    "sync_run": "store_id = :victim",
}


def _everything_of(victim: int) -> list[Any]:
    """Every row that is the other partner's, as it stands."""
    tables = {**OWN_TABLES, "store": "id = :victim"}
    return [
        db.session.execute(
            text(f"SELECT * FROM {table} WHERE {own} ORDER BY id"),  # noqa: S608 - our own names
            {"victim": victim},
        ).all()
        for table, own in tables.items()
    ]


def _rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if is_dashboard(rule.rule) and method in (rule.methods or ()):
            yield rule


def _paths(rule: Rule, ids: Sequence[str]) -> Iterator[str]:
    """The rule's addresses: with each id where it takes one, and each action of any view."""
    actions = {each.name for view, *_ in VIEWS for each in getattr(view, "row_actions", ())}
    for name in rule.arguments:
        values = sorted(actions | {"retry"}) if name == "action_name" else ids
        for value in values:
            if value:
                yield rule.rule.replace(f"<{name}>", value.replace("%", "%25"))
    if not rule.arguments:
        yield rule.rule


def _ask_for_pages(attack: Attack, app: Flask, ids: Sequence[str]) -> None:
    for rule in _rules(app, "GET"):
        is_of_one_row = not rule.endpoint.endswith((".index", ".index_view", ".csv_file"))
        for path in _paths(rule, ids):
            for row in ids if is_of_one_row and not rule.arguments else ids[:1]:
                attack.ask(path, query_string={"id": row, "order": row, "product": row})


def _ask_by_filters(attack: Attack, app: Flask, victim: int) -> None:
    lists = ("index_view", "csv_file")
    wishes = (
        {"search": MARK},
        {"flt_partner_is": victim},
        {"flt_store_is": victim},
        {"flt0_0": victim, "flt1_1": victim},
        {"partner_id": victim, "store_id": victim, "page": 1},
        {"search": f"{MARK}-1", "sort": 99, "desc": 1},
        {"search": "' OR partner_id IS NOT NULL --"},
    )
    for rule in _rules(app, "GET"):
        if rule.endpoint.endswith(lists):
            for wish in wishes:
                attack.ask(rule.rule, query_string=wish)


def _act(attack: Attack, app: Flask, ids: Sequence[str], victim: int) -> None:
    ways: tuple[dict[str, Any], ...] = (
        {"only": "{id}", "confirmed": "yes"},
        {"ids": "{id}", "confirmed": "yes", "back": "//evil.example/app/"},
        {"id": "{id}", "store_id": victim, "partner": victim, "confirmed": "yes", "seen": "x"},
    )
    for rule in _rules(app, "POST"):
        for path in _paths(rule, ids):
            for way, row in product(ways, ids):
                data = {k: row if v == "{id}" else v for k, v in way.items()}
                attack.ask(path, "POST", data=data, query_string={"id": row})
            attack.ask(
                path,
                "POST",
                data={"all": "yes", "confirmed": "yes"},
                query_string={"flt_partner_is": victim},
            )


def _pretend_to_be(attack: Attack, domain: str) -> None:
    """Every way to say that one is of the other shop, but for Shopify's word."""
    forged = token_for(domain)[:-4] + "AAAA"
    for path in ("", "orders/", "products/", "settings/", "welcome/", "runs/"):
        for query in ({"shop": domain}, {"shop": domain, "id_token": forged}):
            attack.ask(path, query_string=query)
        for name in ("X-Shopify-Shop-Domain", "X-Forwarded-Host", "Host", "Origin"):
            token = token_for(attack.frame.shop_domain)
            answer = attack.frame.client.get(
                f"/app/{path}",
                headers={"Authorization": f"Bearer {token}", name: domain},
                buffered=True,
            )
            told = answer.text
            attack.crimes.append(Crime(f"{name} at {path}", answer.status_code, told))
        answer = attack.frame.client.get(
            f"/app/{path}", headers={"Authorization": f"Bearer {forged}"}, buffered=True
        )
        attack.crimes.append(Crime(f"forged at {path}", answer.status_code, answer.text))
        assert answer.status_code == 401
