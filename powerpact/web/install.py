"""Installing by an authorization code, where Shopify does not install the app itself (facts 1.5).

Both pages are outside the store's admin, are opened by a merchant's browser as Shopify sends it,
and believe a store's name only when Shopify signed it.
"""

import secrets
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from powerpact.config import Settings
from powerpact.models import Source, utc_now
from powerpact.services.arrival import Arrival, Outcome, arrive_with
from powerpact.services.audit import Actor
from powerpact.services.platform import platform
from powerpact.shopify.install_queries import (
    InstallQuery,
    NotFromShopify,
    authorize_address,
    read_install_query,
)
from powerpact.tasks.publishing import follow

PATH = "/auth"
CALLBACK = f"{PATH}/callback"
COOKIE = "powerpact_install"
# Seconds that a merchant may take to agree.
PATIENCE = 600

_FAILED = {
    Outcome.REFUSED: HTTPStatus.FORBIDDEN,
    Outcome.STALE: HTTPStatus.BAD_REQUEST,
    Outcome.AWAY: HTTPStatus.SERVICE_UNAVAILABLE,
    Outcome.BUSY: HTTPStatus.SERVICE_UNAVAILABLE,
}
_CODE_REFUSED = "Shopify did not accept this installation. Begin again from your Shopify admin."

install = Blueprint("install", __name__, url_prefix=PATH)


@install.get("/start")
def start() -> ResponseReturnValue:
    """Send a merchant whom Shopify sent here to agree to what the app needs."""
    try:
        query = _proved(None)
    except NotFromShopify as refusal:
        return _refused(refusal)
    nonce, settings = secrets.token_urlsafe(24), _settings()
    store = platform().base_url(query.shop, None)
    address = authorize_address(store, settings.shopify_client_id, _callback_address(), nonce)
    answer = redirect(address)
    answer.set_cookie(
        COOKIE,
        _sealer().dumps({"shop": query.shop, "nonce": nonce}),
        max_age=PATIENCE,
        path=PATH,
        secure=settings.is_hosted,
        httponly=True,
        samesite="Lax",
    )
    return answer


@install.get("/callback")
def callback() -> ResponseReturnValue:
    """Connect the store whose merchant agreed, and lead into the app inside its admin."""
    try:
        query = _proved(_nonce())
        answer = _connected(query)
    except NotFromShopify as refusal:
        answer = _refused(refusal)
    answer.delete_cookie(COOKIE, path=PATH)  # it counts once, whatever came of it
    return answer


def _proved(state: str | None) -> InstallQuery:
    kept = [each.get_secret_value() for each in _settings().shopify_client_secrets]
    raw = request.query_string.decode("utf-8", "replace")
    return read_install_query(raw, kept, utc_now(), state)


def _nonce() -> str:
    """What this browser was given for this store; empty, which nothing equals, without it."""
    try:
        kept = _sealer().loads(request.cookies.get(COOKIE, ""), max_age=PATIENCE)
    except BadSignature:
        return ""
    is_same_shop = kept["shop"] == request.args.get("shop", "").lower()
    return str(kept["nonce"]) if is_same_shop else ""


def _connected(query: InstallQuery) -> Response:
    actor = Actor(f"{query.shop} installing", Source.DASHBOARD, request.remote_addr or "")
    arrival = arrive_with(
        query.shop, lambda endpoint: endpoint.exchange_code(query.code), actor, anew=True
    )
    follow(arrival.follow_up)
    if arrival.outcome in _FAILED:
        return _not_connected(query, arrival)
    answer: Response = make_response(redirect(_settings().app_in_admin(query.shop)))
    return answer


def _refused(refusal: NotFromShopify) -> Response:
    status = HTTPStatus.FORBIDDEN if refusal.is_forged else HTTPStatus.BAD_REQUEST
    return _page(status, f"{refusal} Open PowerPact from your Shopify admin.")


def _not_connected(query: InstallQuery, arrival: Arrival) -> Response:
    sentence = _CODE_REFUSED if arrival.stale else arrival.reason
    return _page(_FAILED[arrival.outcome], sentence, _settings().app_in_admin(query.shop))


def _page(status: HTTPStatus, sentence: str, app_address: str = "") -> Response:
    page = render_template("install.html", status=status, sentence=sentence, app=app_address)
    return make_response(page, status)


def _callback_address() -> str:
    return f"{str(_settings().app_url).rstrip('/')}{CALLBACK}"


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_settings().secret_key.get_secret_value(), salt="install")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
