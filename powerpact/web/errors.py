"""Errors as sentences: a page for people, JSON for machines."""

from http import HTTPStatus

import structlog
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

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


def init_errors(app: Flask) -> None:
    """Answer every error in our own words."""
    app.register_error_handler(HTTPException, _in_words)
    app.register_error_handler(ServiceAway, _away)


def _in_words(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # somebody wrote the whole answer already
        return error
    status = error.code or 500
    answer = _answer(status, SENTENCES.get(status, OTHER))
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"]
    return answer, status, headers


def _away(error: ServiceAway) -> ResponseReturnValue:
    structlog.get_logger().error("service_away", reason=str(error), path=request.path)
    return _answer(503, SENTENCES[503]), 503


def _answer(status: int, sentence: str) -> ResponseReturnValue:
    if request.path.startswith(MACHINE_PATHS):
        return jsonify(error=sentence)
    heading = HTTPStatus(status).phrase
    return render_template("error.html", status=status, heading=heading, sentence=sentence)
