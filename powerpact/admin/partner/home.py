"""The dashboard's first page: what needs the partner, today, the last days, and how it began."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from powerpact.admin.partner.day_pictures import orders_picture, owed_picture, pace_picture
from powerpact.admin.partner.guard import DashboardPage
from powerpact.admin.partner.home_words import STEPS, StepWords, banners
from powerpact.admin.partner.visitor import own_row, somebody
from powerpact.admin.routes import route
from powerpact.domain.first_steps import Progress, StepStanding, first_steps, is_done
from powerpact.domain.local_time import moment_in
from powerpact.domain.merchant_causes import merchant_words
from powerpact.domain.own_parts import Stage
from powerpact.extensions import db
from powerpact.models import PartnerStore
from powerpact.permissions import PartnerPermission
from powerpact.services.figures.partner_days import own_days
from powerpact.services.partner_home import (
    Waiting,
    facts_of,
    failing_products,
    waiting_orders,
)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the page: so many of these, what to do about them, and where they are listed."""

    count: int
    is_more: bool
    words: str
    remedy: str
    address: str


class HomePage(DashboardPage):
    """How things stand for this partner."""

    permission = PartnerPermission.VIEW_OWN

    @route("/")
    def index(self) -> str:
        """The page: a handful of reads, whatever has piled up."""
        store = own_row()
        waiting = waiting_orders(db.session(), store.id)
        with_bubbly = [each for each in waiting if each.stage is Stage.WITH_BUBBLY]
        steps, days = first_steps(facts_of(db.session(), store)), own_days(db.session(), store)
        page: str = self.render(
            "partner/home.html",
            store=store,
            banners=banners(store, has_to_agree=somebody().visit.has_to_agree),
            tasks=[*_order_tasks(waiting), *_product_tasks(store.id)],
            with_bubbly=sum(each.count for each in with_bubbly),
            with_bubbly_is_more=any(each.is_more for each in with_bubbly),
            with_bubbly_address=url_for("dashboard_orders.index_view", flt_stage_is="with_bubbly"),
            steps=[(step, STEPS[step.step], _where(step)) for step in steps],
            has_begun=is_done(steps),
            days=days,
            today_address=url_for(
                "dashboard_orders.index_view", flt_from_is=_since(store, days[-1].day)
            ),
            orders=orders_picture(days),
            owed=owed_picture(days, store.currency),
            pace=pace_picture(days),
        )
        return page


def _order_tasks(waiting: list[Waiting]) -> list[Task]:
    """What the partner can put right, by cause."""
    return [
        Task(
            each.count,
            each.is_more,
            merchant_words(each.cause_code).what,
            merchant_words(each.cause_code).remedy,
            url_for(
                "dashboard_orders.index_view",
                flt_stage_is=each.stage.value,
                flt_cause_is=each.cause_code,
            ),
        )
        for each in waiting
        if each.stage is Stage.NEEDS_YOU
    ]


def _product_tasks(store_id: int) -> list[Task]:
    failing = failing_products(db.session(), store_id)
    if not failing.count:
        return []
    return [
        Task(
            failing.count,
            failing.is_more,
            "Products could not be listed at Bubbly.",
            "Each says why, and who can put it right.",
            url_for("dashboard_products.index_view", flt_state_is="failing"),
        )
    ]


def _since(store: PartnerStore, day: date) -> str:
    """The day of UTC in which a day of the store's begins, as the list of orders has days."""
    return f"{moment_in(store.timezone, day, 0).date()}"


def _where(step: StepStanding) -> str:
    words: StepWords = STEPS[step.step]
    return url_for(words.endpoint) if words.endpoint and step.progress is Progress.NEXT else ""
