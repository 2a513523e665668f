"""Errors as sentences: a page for people, JSON for machines."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from powerpact.config import is_dashboard
from powerpact.errors import ServiceAway

MACHINE_PATHS = ("/webhooks", "/healthz", "/readyz")

SENTENCES = {
    400: "The request does not make sense to us. Go back, reload the page and try again.",
    401: "Sign in first.",
    403: "Your role does not allow this. Ask somebody who manages PowerPact's staff logins.",
    404: "There is nothing at this address, or you may not see it.",
    405: "This address does not work that way.",
    413: "That is more than we take: the limit is 2 MB.",
    429: "Too many tries. Wait a minute, then try again.",
    500: "Something broke on our side. It has been written down; try again in a moment.",
    503: "PowerPact cannot reach one of its services. Try again in a moment.",
}
OTHER = "This request did not work."
# What is different where a merchant reads it.
IN_DASHBOARD = {
    401: "Shopify did not vouch for you. Open PowerPact from the Apps menu of your Shopify admin; "
    "if that leads here again, check that this computer's clock is right.",
    403: "This is not yours to do. Its page says who can.",
}


def init_errors(app: Flask) -> None:
    """Answer every error in our own words."""
    app.register_error_handler(HTTPException, _in_words)
    for away in (ServiceAway, OperationalError):
        app.register_error_handler(away, _away)


def _in_words(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # somebody wrote the whole answer already
        return error
    status = error.code or 500
    answer = _answer(status, SENTENCES.get(status, OTHER))
    answer.headers.extend(pair for pair in error.get_headers() if pair[0] == "Allow")
    return answer


def _away(error: Exception) -> ResponseReturnValue:
    # SQLAlchemy's text holds the statement with its values; the kind of error says enough.
    structlog.get_logger().error("service_away", error=type(error).__name__, path=request.path)
    return _answer(503, SENTENCES[503])


def _answer(status: int, sentence: str) -> Response:
    if request.path.startswith(MACHINE_PATHS):
        return make_response(jsonify(error=sentence), status)
    heading = HTTPStatus(status).phrase
    if is_dashboard(request.path):
        sentence, home = IN_DASHBOARD.get(status, sentence), url_for("dashboard.index")
        page = render_template("partner/error.html", heading=heading, sentence=sentence, home=home)
        return make_response(page, status)
    page = render_template("error.html", status=status, heading=heading, sentence=sentence)
    return make_response(page, status)
