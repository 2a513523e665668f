"""Health for machines: is the process up, and can it do its work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from powerpact.services.readiness import readiness

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """200 as long as the process answers."""
    return jsonify(status="ok")


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """200 when database, Redis and migrations are as they must be; else 503 and which is not."""
    faults = readiness()
    if faults:
        return jsonify(status="not ready", faults=faults), 503
    return jsonify(status="ok")
