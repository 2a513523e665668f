"""The order of the chapters."""

import secrets

from flask_migrate import upgrade
from redis import Redis
from sqlalchemy import inspect

from powerpact.app import create_app
from powerpact.config import Settings
from powerpact.demo.catalogues import approve_and_list, import_catalogues
from powerpact.demo.closing import compare, show_around
from powerpact.demo.errors import DemoError
from powerpact.demo.leftovers import leave_something_to_do
from powerpact.demo.narrator import Narrator
from powerpact.demo.opening import connect_shops, invite_newcomer, open_shops
from powerpact.demo.ordering import take_orders
from powerpact.demo.outage import survive_outage
from powerpact.demo.repetition import repeat_webhook
from powerpact.demo.shops import ACTOR, STAFF
from powerpact.demo.stack import ROOT, Stack
from powerpact.extensions import db
from powerpact.permissions import Role
from powerpact.services.staff import create_user

CHAPTERS = (
    ("Three stores, and one that is invited", (open_shops, connect_shops, invite_newcomer)),
    ("The partners' catalogues come in", (import_catalogues, approve_and_list)),
    ("Shoppers order", (take_orders,)),
    ("One partner goes down and comes back", (survive_outage,)),
    ("A webhook is repeated", (repeat_webhook,)),
)


def tell(stack: Stack, narrator: Narrator, *, stays: bool) -> bool:
    """Tell the whole story; whether every count agreed at its end.

    Only when the demo `stays` up, something is left to do and it is told where to look around.
    """
    with create_app(stack.settings).app_context():
        password = _start(stack, narrator)
        for title, steps in CHAPTERS:
            narrator.chapter(title)
            for step in steps:
                stack.processes.check()
                step(stack, narrator)
        narrator.chapter("What was ordered, and what the partners hold")
        agrees = compare(stack, narrator)
        narrator.say("Every count agrees." if agrees else "Not every count agrees.")
        if stays:
            narrator.chapter("Something is left for you")
            leave_something_to_do(stack, narrator)
            show_around(stack, narrator, password)
    return agrees


def _start(stack: Stack, narrator: Narrator) -> str:
    """Start the product on an empty database; the password of the one staff login."""
    narrator.chapter("PostgreSQL, Redis and a simulated Shopify are up; PowerPact starts")
    _refuse_used_servers(stack.settings)
    upgrade(directory=str(ROOT / "migrations"))
    stack.start_product()
    password = secrets.token_urlsafe(12)
    create_user(STAFF, password, Role.ADMIN, ACTOR)
    narrator.say(f"Web, worker and beat run; {STAFF} may sign in.")
    return password


def _refuse_used_servers(settings: Settings) -> None:
    """The story begins with nothing. Only servers that were given can hold something already."""
    if inspect(db.engine).get_table_names():
        raise DemoError("The database at DATABASE_URL is not empty; the demo needs one that is.")
    with Redis.from_url(settings.redis_url.get_secret_value()) as redis:
        if redis.dbsize():
            raise DemoError("The Redis at REDIS_URL is not empty; the demo needs one that is.")
