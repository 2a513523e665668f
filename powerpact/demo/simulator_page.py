"""The console's page for the simulator: order at Bubbly, break a store, repair it.

Only development and the demo have it; wsgi.py offers it where the settings say so.
"""

from collections.abc import Callable
from contextlib import closing
from secrets import randbelow
from typing import Any

import httpx
from flask import Flask, current_app, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from powerpact.admin.base import ConsolePage
from powerpact.admin.routes import route
from powerpact.demo.errors import DemoError
from powerpact.demo.shopfront import ADDRESS, MOST_PIECES, basket, offers, receipt, vendors
from powerpact.demo.troubles import BY_NAME, TROUBLES, bring, troubles_of
from powerpact.extensions import db
from powerpact.models import BubblyStore
from powerpact.permissions import Permission
from powerpact.simulator.control_client import Json, SimulatorClient, SimulatorRefused

PATIENCE = 3.0  # seconds; a person waits for the page
MOST_ORDERS = 50  # at once
PROBLEMS = (DemoError, SimulatorRefused, httpx.HTTPError)


class SimulatorPage(ConsolePage):
    """What a shopper and a partner's misfortune would do, at the press of a button."""

    permission = Permission.USE_SIMULATOR

    @route("/")
    def index(self) -> str:
        """Bubbly's shop window, and how the stores are."""
        typed = request.args.get("search", "")
        try:
            with _simulator() as simulator:
                seen = _as_it_stands(simulator, typed)
        except PROBLEMS as problem:
            seen = {"problem": _in_words(problem)}
        page: str = self.render(
            "console/simulator.html",
            typed=typed,
            troubles=TROUBLES,
            most_pieces=MOST_PIECES,
            most_orders=MOST_ORDERS,
            **seen,
        )
        return page

    @route("/order/", "POST")
    def order(self) -> ResponseReturnValue:
        """Place one order of the pieces that were typed."""
        lines = basket(request.form.getlist("variant"), request.form.getlist("pieces"))

        def place(simulator: SimulatorClient) -> str:
            if not lines:
                raise DemoError("Say how many pieces of at least one product.")
            return receipt([simulator.place_order(_bubbly(), lines, address=ADDRESS)])

        return self._do(place)

    @route("/random-orders/", "POST")
    def random_orders(self) -> ResponseReturnValue:
        """Place orders with baskets by chance, of one vendor's products or of everybody's."""
        count = min(max(request.form.get("count", 1, int), 1), MOST_ORDERS)
        vendor = request.form.get("vendor", "")
        wishes = {"vendors": [vendor] if vendor else None, "seed": randbelow(2**31)}
        return self._do(
            lambda simulator: receipt(simulator.place_random_orders(_bubbly(), count, **wishes))
        )

    @route("/break/", "POST")
    def break_store(self) -> ResponseReturnValue:
        """Let something go wrong at a store."""
        trouble = BY_NAME.get(request.form.get("trouble", ""))

        def bring_trouble(simulator: SimulatorClient) -> str:
            store = _store(simulator)
            if trouble is None:
                raise DemoError("Choose what goes wrong.")
            bring(simulator, store["domain"], trouble)
            return f"From now on {store['name']} {trouble.words}."

        return self._do(bring_trouble)

    @route("/repair/", "POST")
    def repair(self) -> ResponseReturnValue:
        """Nothing goes wrong at a store any more."""

        def clear(simulator: SimulatorClient) -> str:
            store = _store(simulator)
            simulator.clear_faults(shop=store["domain"])
            return f"{store['name']} works again. Orders that wait go out with their next try."

        return self._do(clear)

    def _do(self, deed: Callable[[SimulatorClient], str]) -> ResponseReturnValue:
        """Do it, and lead back to the page, which tells the sentence that it answers."""
        try:
            with _simulator() as simulator:
                flash(deed(simulator), "good")
        except PROBLEMS as problem:
            flash(_in_words(problem), "bad")
        return redirect(self.get_url(".index"), 303)


def offer_simulator_page(app: Flask) -> None:
    """Add the page to the console and its menu."""
    console = next(each for each in app.extensions["admin"] if each.endpoint == "console")
    page = SimulatorPage(name="Simulator", endpoint="simulator", url="/console/simulator")
    console.add_view(page)


def _simulator() -> closing[SimulatorClient]:
    return closing(SimulatorClient(_address(), patience=PATIENCE))


def _address() -> str:
    return str(current_app.config["SETTINGS"].simulator_url)


def _in_words(problem: Exception) -> str:
    if isinstance(problem, httpx.HTTPError):
        return f"Nobody answers at {_address()}, where the simulator should be. Is it running?"
    return str(problem)


def _bubbly() -> str:
    """The domain of the marketplace's own store."""
    domain = db.session.scalar(select(BubblyStore.shop_domain))
    if domain is None:
        raise DemoError("No store is connected as Bubbly yet, so nobody can order there.")
    return domain


def _store(simulator: SimulatorClient) -> Json:
    """The store that the form names, by its domain."""
    for store in simulator.stores():
        if store["domain"] == request.form.get("shop"):
            return store
    raise DemoError("The simulator has no such store any more.")


def _as_it_stands(simulator: SimulatorClient, typed: str) -> dict[str, Any]:
    faults, held = simulator.faults(), simulator.holdings(_bubbly())
    return {
        "stores": [
            {**store, "wrong": troubles_of(store["domain"], faults)} for store in simulator.stores()
        ],
        "currency": held["currency"],
        "offers": offers(held, typed),
        "vendors": vendors(held),
    }
