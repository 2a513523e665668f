"""What is said after a change, without a cookie: it travels with the redirect (facts 1.6).

It is signed for the shop that it was said to, so that nobody can have it said to another one.

Browsers keep no cookies for a page that another site frames, so under the dashboard's address
there is no session: neither one of ours, nor that of staff whose browser has one.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer

from powerpact.admin.partner.visitor import visitor
from powerpact.config import is_dashboard
from powerpact.domain.counting import counted

FLASHES = "_flashes"
SAID = "said"
# Seconds that a redirect may take.
FRESH = 120
# Characters. Servers, ours among them, take addresses of four thousand in all.
LONGEST = 2_000


class Sessions(SecureCookieSessionInterface):
    """Flask's cookie session for the console, and one for the length of a redirect elsewhere."""

    def open_session(self, app: Flask, asked: Request) -> SecureCookieSession | None:
        if not is_dashboard(asked.path):
            return super().open_session(app, asked)
        return SecureCookieSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not is_dashboard(request.path):
            super().save_session(app, session, response)
        elif session.get(FLASHES) and response.location and (here := visitor()):
            said = _fitting(_serializer(here.shop_domain), session[FLASHES])
            response.location = _with(response.location, said)


def hear(shop_domain: str) -> None:
    """Have this page say what the redirect to it brings along, if it was said to that shop."""
    try:
        kept: Any = _serializer(shop_domain).loads(request.args.get(SAID, ""), max_age=FRESH)
    except BadData:
        return
    session[FLASHES] = [(str(tone), str(sentence)) for tone, sentence in kept]


def _fitting(serializer: URLSafeTimedSerializer, flashes: list[tuple[str, str]]) -> str:
    """As much of it as an address can carry, and how much more there was."""
    kept: list[tuple[str, str]] = []
    while len(kept) < len(flashes):
        said = serializer.dumps([*kept, flashes[len(kept)]])
        if len(said) > LONGEST:
            rest = counted(len(flashes) - len(kept), "more reason")
            return serializer.dumps([*kept, ("wait", f"{rest} not shown: choose fewer rows.")])
        kept.append(flashes[len(kept)])
    return serializer.dumps(kept)


def _serializer(shop_domain: str) -> URLSafeTimedSerializer:
    salt = f"dashboard-said {shop_domain}"
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=salt)


def _with(location: str, said: str) -> str:
    parts = urlsplit(location)
    query = "&".join(filter(None, (parts.query, urlencode({SAID: said}))))
    return urlunsplit(parts._replace(query=query))
