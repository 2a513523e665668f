"""Pages that Shopify admin frames: who may frame them, and what their links carry along."""

from typing import Any

from flask import Flask, Response, current_app, g, request

from powerpact.admin.partner.door import CARRIED, PICTURE
from powerpact.admin.partner.visitor import visitor
from powerpact.config import Settings, is_dashboard

LONGEST = 512


def init_framing(app: Flask) -> None:
    """Every answer of the dashboard, errors included, has its headers, and its links are whole."""
    app.after_request(_frame)
    app.url_defaults(_carry)


def scripts_url() -> str:
    """Where App Bridge and Polaris are, without a slash at its end."""
    settings: Settings = current_app.config["SETTINGS"]
    return str(settings.shopify_scripts_url).rstrip("/")


def _frame(response: Response) -> Response:
    if is_dashboard(request.path):
        response.headers["Content-Security-Policy"] = _policy()
        # The address of a first load has a token in it, and nobody is to be told addresses.
        response.headers["Referrer-Policy"] = "no-referrer"
        if request.endpoint != PICTURE:
            # What one shop was answered is nobody else's, and "back" must ask again.
            response.headers["Cache-Control"] = "no-store"
        if response.mimetype == "text/html":
            response.headers["Link"] = _preloads()
    return response


def _policy() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    framers = [_origin(str(settings.shopify_admin_url))]
    if here := visitor():  # a shop that nobody vouches for frames nothing
        framers.insert(0, f"https://{here.shop_domain}")
    theirs = _origin(scripts_url())
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {theirs}",
            f"style-src 'self' {theirs}",
            f"img-src 'self' data: {theirs}",
            f"font-src 'self' {theirs}",
            f"connect-src 'self' {theirs}",
            "form-action 'self'",
            f"frame-ancestors {' '.join(framers)}",
            "base-uri 'none'",
        )
    )


def _preloads() -> str:
    theirs = scripts_url()
    return ", ".join(
        (
            f"<{_origin(theirs)}>; rel=preconnect",
            f"<{theirs}/app-bridge.js>; rel=preload; as=script",
            f"<{theirs}/polaris.js>; rel=preload; as=script",
        )
    )


def _origin(address: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.split('/')[0]}"


def _carry(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith("dashboard") and g.get("visitor"):
        for name in CARRIED:
            if given := request.args.get(name, "")[:LONGEST]:
                values.setdefault(name, given)
