"""What is said after a change, without a cookie: it travels with the redirect (facts 1.6).

Browsers keep no cookies for a page that another site frames, so under the dashboard's address
there is no session: neither one of ours, nor that of staff whose browser has one.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData, URLSafeTimedSerializer

from powerpact.config import is_dashboard

FLASHES = "_flashes"
SAID = "said"
# Seconds that a redirect may take.
FRESH = 120


class Sessions(SecureCookieSessionInterface):
    """Flask's cookie session for the console, and one for the length of a redirect elsewhere."""

    def open_session(self, app: Flask, asked: Request) -> SecureCookieSession | None:
        if not is_dashboard(asked.path):
            return super().open_session(app, asked)
        session = SecureCookieSession()
        if said := _read(app, asked.args.get(SAID, "")):
            session[FLASHES] = said
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not is_dashboard(request.path):
            super().save_session(app, session, response)
        elif session.get(FLASHES) and response.location:
            response.location = _with(response.location, _written(app, session[FLASHES]))


def _written(app: Flask, flashes: list[tuple[str, str]]) -> str:
    return _serializer(app).dumps(flashes)


def _read(app: Flask, said: str) -> list[tuple[str, str]]:
    try:
        kept: Any = _serializer(app).loads(said, max_age=FRESH)
    except BadData:
        return []
    return [(str(tone), str(sentence)) for tone, sentence in kept]


def _serializer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(app.secret_key), salt="dashboard-said")


def _with(location: str, said: str) -> str:
    parts = urlsplit(location)
    query = "&".join(filter(None, (parts.query, urlencode({SAID: said}))))
    return urlunsplit(parts._replace(query=query))
