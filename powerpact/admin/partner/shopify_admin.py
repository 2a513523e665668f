"""Where a partner's orders and products are in its own Shopify admin."""

from flask import current_app
from markupsafe import Markup

from powerpact.admin.partner.visitor import somebody
from powerpact.config import Settings


def in_shopify_admin(kind: str, gid: str) -> str:
    """The address of the store's own page of a thing: ``orders``, and the order's global id."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.shop_in_admin(somebody().shop_domain)}/{kind}/{gid.rpartition('/')[2]}"


def shopify_link(kind: str, gid: str, text: str) -> Markup:
    """The same as a link, which leaves the frame."""
    address = in_shopify_admin(kind, gid)
    return Markup('<a href="{}" target="_top">{}</a>').format(address, text)
