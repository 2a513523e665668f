"""Shopify's webhooks: verify, store, enqueue, answer (house rule 1)."""

from flask import Blueprint

webhooks = Blueprint("webhooks", __name__)
