"""Where a page without a session token goes to get one: App Bridge alone (facts 1.6)."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from powerpact.admin.partner.door import RELOAD, is_own_address
from powerpact.config import DASHBOARD_PATH

bounce_page = Blueprint("dashboard_bounce", __name__, url_prefix=DASHBOARD_PATH)


@bounce_page.get("/session-token")
def bounce() -> ResponseReturnValue:
    """The page on which App Bridge gets a token and loads ``shopify-reload`` again with it.

    400 for an address that is not the dashboard's. Without ``host`` and ``shop`` App Bridge can
    not start: then the page says where the dashboard is opened from.
    """
    if not is_own_address(request.args.get(RELOAD, "")):
        abort(400)
    if not (request.args.get("host") and request.args.get("shop")):
        abort(401)
    return render_template("partner/bounce.html")
