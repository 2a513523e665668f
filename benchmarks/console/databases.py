"""A database full of a made-up marketplace, and the application over it."""

import os
import time
from collections.abc import Callable

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url

from benchmarks.console import catalogue_rows, inbox_rows, order_rows
from benchmarks.console.copying import Copies, copying, without_indexes
from benchmarks.console.marketplace import Marketplace
from benchmarks.ground import Ground, plain
from benchmarks.report import ROOT, say
from powerpact.app import create_app
from powerpact.models import sealed_json
from powerpact.services.figures.home import refresh_home_figures

# A mark on a database that was filled to the end, so that half of one is never measured.
FULL = "full"
IS_FULL = """
    SELECT count(*) FROM pg_database
    WHERE datname = '{}' AND shobj_description(oid, 'pg_database') = 'full'
"""
SHOPPER = {
    "email": "shopper@powerpact.test",
    "phone": "+44 20 7946 0000",
    "shipping_address": {"name": "A Shopper", "address1": "1 High Street", "city": "Leeds"},
}


def marketplace_app(made: Ground, market: Marketplace) -> tuple[Flask, float | None]:
    """The application over a database of that size, and the seconds that filling it took.

    The database stands on the ground's server; one that is full already is used as it is, and
    the seconds are None.
    """
    name = f"powerpact_console_{market.parts}"
    address = make_url(made.database_url).set(database=name).render_as_string(hide_password=False)
    os.environ["DATABASE_URL"] = address
    if made.number(IS_FULL.format(name)):
        return create_app(), None
    made.query(f"DROP DATABASE IF EXISTS {name}")
    made.query(f"CREATE DATABASE {name}")
    app = create_app()
    with app.app_context():
        upgrade(str(ROOT / "migrations"))
    seconds = fill(plain(address), market)
    with app.app_context():
        refresh_home_figures()  # as a worker does every few seconds
    made.query(f"COMMENT ON DATABASE {name} IS '{FULL}'")
    return app, seconds


def forget(made: Ground, app: Flask) -> None:
    """Let the database of this application be filled anew when it is asked for again."""
    name = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    made.query(f"COMMENT ON DATABASE {name} IS NULL")


def fill(address: str, market: Marketplace) -> float:
    """Fill a migrated, empty database; gives the seconds that it took, indexes and all.

    The vault is unlocked already: shoppers are kept sealed.
    """
    began = time.monotonic()
    shopper = sealed_json(SHOPPER)
    steps: tuple[tuple[dict[str, str], Callable[[Copies], None]], ...] = (
        (catalogue_rows.TABLES, lambda rows: _catalogue(rows, market)),
        (order_rows.TABLES, lambda rows: order_rows.add_orders(rows, market, shopper)),
        (inbox_rows.TABLES, lambda rows: _inbox(rows, market)),
    )
    with without_indexes(address):
        for tables, write in steps:
            with copying(address, tables) as rows:
                write(rows)
            say(f"{', '.join(tables)}: {time.monotonic() - began:.0f} s")
    seconds = time.monotonic() - began
    say(f"{market.parts:,} order syncs and all beside them: {seconds:.0f} s with indexes")
    return seconds


def _catalogue(rows: Copies, market: Marketplace) -> None:
    catalogue_rows.add_stores(rows, market)
    catalogue_rows.add_products(rows, market)


def _inbox(rows: Copies, market: Marketplace) -> None:
    inbox_rows.add_events(rows, market)
    inbox_rows.add_audits(rows, market)
    inbox_rows.add_runs(rows, market)
