"""The order of the chapters."""

import secrets

from flask_migrate import upgrade

from powerpact.app import create_app
from powerpact.demo.catalogues import approve_and_list, import_catalogues
from powerpact.demo.narrator import Narrator
from powerpact.demo.opening import connect_shops, open_shops
from powerpact.demo.shops import ACTOR, STAFF
from powerpact.demo.stack import ROOT, Stack
from powerpact.permissions import Role
from powerpact.services.staff import create_user


def tell(stack: Stack, narrator: Narrator) -> bool:
    """Tell the whole story; whether every count agreed at its end."""
    with create_app(stack.settings).app_context():
        narrator.chapter("PowerPact starts: PostgreSQL, Redis, a simulated Shopify, web and worker")
        upgrade(directory=str(ROOT / "migrations"))
        stack.start_product()
        password = secrets.token_urlsafe(12)
        create_user(STAFF, password, Role.ADMIN, actor=ACTOR)
        narrator.chapter("Three stores")
        open_shops(stack, narrator)
        connect_shops(stack, narrator)
        narrator.chapter("The partners' catalogues come in")
        import_catalogues(stack, narrator)
        approve_and_list(stack, narrator)
    return True
