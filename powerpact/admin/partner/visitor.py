"""Who is behind a request to the dashboard: whom Shopify vouches for, and nobody else."""

from dataclasses import dataclass

from flask import abort, g, request

from powerpact.extensions import db
from powerpact.models import PartnerStore, Source
from powerpact.permissions import PartnerPermission, partner_may
from powerpact.services.audit import Actor
from powerpact.services.partner_reading import own_store
from powerpact.services.visits import Visit
from powerpact.shopify.session_tokens import Vouched


@dataclass(frozen=True, slots=True)
class Visitor:
    """A member of a shop's staff, and how that shop stands with us."""

    vouched: Vouched
    visit: Visit

    @property
    def shop_domain(self) -> str:
        """The shop's ``myshopify.com`` domain."""
        return self.vouched.shop_domain

    @property
    def store_id(self) -> int:
        """The shop's own store; 0, which is nobody's, where there is none yet."""
        return self.visit.store_id or 0

    def may(self, permission: PartnerPermission) -> bool:
        """Whether this person holds the permission."""
        return partner_may(self.visit.standing, permission)


def visitor() -> Visitor | None:
    """The person behind this request, if Shopify vouches for one."""
    here: Visitor | None = g.get("visitor")
    return here


def somebody() -> Visitor:
    """The person behind this request; 401 where nobody vouches for one."""
    here = visitor()
    if here is None:
        abort(401)
    return here


def acting() -> Actor:
    """The person behind this request, as what they do is kept."""
    here = somebody()
    name = f"{here.shop_domain} user {here.vouched.user_id}"
    return Actor(name, Source.DASHBOARD, request.remote_addr or "")


def own_row() -> PartnerStore:
    """The row of the partner's own store, without its secrets; 404 where there is none yet."""
    # Read anew, so that a row that was known before a deed is not asked for as a whole.
    row = db.session.get(
        PartnerStore, somebody().store_id, options=[own_store()], populate_existing=True
    )
    if row is None:
        abort(404)
    return row
