"""The dashboard's door: Shopify vouches for whoever comes in, by a token of one minute (facts 1.6).

A page that is loaded as a document brings the token in its address, where Shopify admin put it;
what our script fetches brings it in a header. Who has none is sent to get one and comes back.
"""

from urllib.parse import urlencode, urlsplit

import structlog
from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from powerpact.admin.partner.said import hear
from powerpact.admin.partner.visitor import Visitor, visitor
from powerpact.config import Settings, is_dashboard
from powerpact.domain.standing import Standing
from powerpact.errors import Unauthorized
from powerpact.services.arrival import arrive
from powerpact.services.partner_wall import raise_wall
from powerpact.services.visits import visit_of
from powerpact.shopify.session_tokens import Vouched, vouched_for
from powerpact.tasks.publishing import follow

BEARER = "Bearer "
# App Bridge asks again with a fresh token when it sees this beside a 401.
ASK_AGAIN = "X-Shopify-Retry-Invalid-Session-Request"
# What an address loses before it is loaded again: what proves something, or did so once.
PROOFS = ("id_token", "hmac", "session", "timestamp", "said")
# What App Bridge needs in the address of every page (facts 1.6); neither proves anything to us.
CARRIED = ("shop", "host")
# Where App Bridge leads when it has a token.
RELOAD = "shopify-reload"
# How often an address was sent for a token. The second time, tokens are what is wrong.
TRIED = "again"
# Who is connected on the way in, where that is needed.
ARRIVING = frozenset(Standing) - {Standing.STRANGER, Standing.ASKED, Standing.DECLINED}
# Where a page goes to get a token; open to everybody, as it shows nothing.
BOUNCE = "dashboard_bounce.bounce"
# One picture of one product, to whom we gave its signed address: an image brings no token along.
PICTURE = "own_pictures.show"
OPEN = {BOUNCE, PICTURE}


def init_door(app: Flask) -> None:
    """Ask everybody who comes to the dashboard who they are, before any view does."""
    app.before_request(_ask)
    app.after_request(_take_token_along)


def _ask() -> ResponseReturnValue | None:
    if not is_dashboard(request.path) or request.endpoint in OPEN:
        return None
    token = _token()
    try:
        vouched = _vouched(token)
    except Unauthorized as error:
        structlog.get_logger().info("dashboard_refused", why=str(error))
        return _sent_for_a_token()
    visit = visit_of(vouched.shop_domain)
    if visit.standing in ARRIVING and (_is_document() or not visit.is_connected):
        g.arrival = arrive(vouched.shop_domain, token, vouched.user_id, request.remote_addr or "")
        follow(g.arrival.follow_up)
        if g.arrival.stale:
            return _sent_for_a_token()
        visit = visit_of(vouched.shop_domain)
    g.visitor = Visitor(vouched, visit)
    hear(vouched.shop_domain)
    raise_wall(visit.store_id or 0)
    return None


def _token() -> str:
    """The token of this request. In an address it counts for loading a page, and nothing else."""
    given = request.headers.get("Authorization", "")
    if given.startswith(BEARER):
        return given.removeprefix(BEARER)
    return request.args.get("id_token", "") if _is_document() else ""


def _take_token_along(response: Response) -> Response:
    """A document that is led on to another page of the dashboard needs no second token."""
    token, target = request.args.get("id_token"), response.location
    if token and target and visitor() and _is_document() and is_dashboard(urlsplit(target).path):
        joint = "&" if "?" in target else "?"
        response.location = f"{target}{joint}{urlencode({'id_token': token})}"
    return response


def _vouched(token: str) -> Vouched:
    settings: Settings = current_app.config["SETTINGS"]
    secrets = [each.get_secret_value() for each in settings.shopify_client_secrets]
    return vouched_for(token, settings.shopify_client_id, secrets)


def _is_document() -> bool:
    return request.method in {"GET", "HEAD"} and "Authorization" not in request.headers


def _sent_for_a_token() -> ResponseReturnValue:
    if not _is_document():
        answer = make_response("Ask again with a fresh session token.", 401)
        answer.headers[ASK_AGAIN] = "1"
        answer.mimetype = "text/plain"
        return answer
    if TRIED in request.args:
        abort(401)  # the page in words, instead of going round for ever
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in PROOFS]
    again = f"{request.base_url}?{urlencode([*kept, (TRIED, '1')])}"
    # Put together by hand: to url_for some names of an address mean something.
    asked = urlencode([*_carried(), (RELOAD, again)])
    return redirect(f"{url_for(BOUNCE)}?{asked}")


def _carried() -> list[tuple[str, str]]:
    """What App Bridge needs to start, as far as this address has it."""
    return [(name, request.args[name]) for name in CARRIED if request.args.get(name)]


def is_own_address(address: str) -> bool:
    """Whether an address to load again is one of the dashboard's, at this host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    here = urlsplit(request.host_url)
    is_ours = (parts.scheme, parts.netloc) == (here.scheme, here.netloc)
    return is_ours and is_dashboard(parts.path) and address.isprintable() and "\\" not in address
