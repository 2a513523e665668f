"""Commands about the simulator itself: state, clock, faults and webhooks."""

import json
from typing import Any, TextIO

import click

from powerpact.simulator.commands.reporting import reports
from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.control_connection import Json
from powerpact.simulator.faults import FaultKind

FAULT = ("id", "kind", "shop", "operation", "count", "probability", "struck")
DELIVERY = ("webhook_id", "shop", "topic", "state", "times_tried", "last_status")


@click.command("state")
@reports("address", "clock", "deliveries")
def state(client: SimulatorClient) -> Json:
    """Show everything at a glance; --json shows the stores and faults too."""
    return client.state()


@click.command("reset")
@reports()
def reset(client: SimulatorClient) -> Json:
    """Forget every store, token, fault and webhook."""
    client.reset()
    return {"reset": True}


@click.command("clock")
@click.option("--speed", type=float, help="Simulated seconds in a real one, above 0.")
@click.option("--advance", type=float, help="Seconds to move forward at once.")
@reports()
def clock(client: SimulatorClient, speed: float | None, advance: float | None) -> Json:
    """Show the simulator's time, hurry it or move it forward."""
    if speed is not None:
        client.hurry(speed)
    if advance is not None:
        client.advance(advance)
    return client.clock()


@click.command("set-app-url")
@click.argument("app_url")
@reports()
def set_app_url(client: SimulatorClient, app_url: str) -> Json:
    """Say where the app is that the stores' admin frames."""
    return client.set_app_url(app_url)


@click.command("token-rules")
@click.option("--revokes-earlier/--earlier-live-out-their-hour", required=True)
@reports()
def token_rules(client: SimulatorClient, revokes_earlier: bool) -> Json:
    """Choose whether a new access token ends the earlier ones at once."""
    return client.set_token_rules(revokes_earlier=revokes_earlier)


@click.command("faults")
@reports(*FAULT)
def list_faults(client: SimulatorClient) -> list[Json]:
    """List the faults that are switched on."""
    return client.faults()


@click.command("add-fault")
@click.argument("kind", type=click.Choice([kind.value for kind in FaultKind]))
@click.option("--shop", help="A domain; every store without it.")
@click.option("--operation", help="A root field, a webhook topic or access_token.")
@click.option("--count", type=int, help="How often; without it, without end.")
@click.option("--probability", type=float)
@click.option("--seed", type=int)
@click.option("--seconds", type=float, help="How late, or Retry-After.")
@click.option("--status", type=int, help="HTTP status of server_error, down or answer_lost.")
@click.option("--after-work", is_flag=True, default=None, help="The work is done all the same.")
@click.option("--times", type=int, help="Copies of a repeated webhook.")
@click.option("--refresh-too", is_flag=True, default=None, help="Of token_revoked.")
@click.option("--field", multiple=True, help="Path of the user error; repeat.")
@click.option("--message", help="Of the user error.")
@click.option("--code", help="Of the user error.")
@reports(*FAULT)
def add_fault(client: SimulatorClient, kind: str, field: tuple[str, ...], **options: Any) -> Json:
    """Switch a fault on."""
    return client.add_fault(kind, field=list(field) or None, **options)


@click.command("clear-faults")
@click.option("--id", "fault_id", type=int)
@click.option("--shop")
@reports()
def clear_faults(client: SimulatorClient, fault_id: int | None, shop: str | None) -> Json:
    """Switch off one fault, those of a store, or all."""
    return {"cleared": client.clear_faults(fault_id=fault_id, shop=shop)}


@click.command("subscribe-app")
@click.argument("uri")
@click.argument("topics", nargs=-1, required=True)
@reports()
def subscribe_app(client: SimulatorClient, uri: str, topics: tuple[str, ...]) -> Json:
    """Declare the app's own subscriptions, as its toml file would; replaces earlier ones."""
    client.set_app_subscriptions([{"uri": uri, "topics": list(topics)}])
    return {"uri": uri, "topics": list(topics)}


@click.command("deliveries")
@click.option("--shop")
@click.option("--topic")
@reports(*DELIVERY)
def deliveries(client: SimulatorClient, shop: str | None, topic: str | None) -> list[Json]:
    """List the webhooks that were sent or are under way."""
    return [_with_tries(delivery) for delivery in client.deliveries(shop, topic)]


@click.command("redeliver")
@click.argument("webhook_id")
@click.option("--times", default=1, show_default=True, help="Copies at once.")
@reports(*DELIVERY)
def redeliver(client: SimulatorClient, webhook_id: str, times: int) -> Json:
    """Send a webhook again, with its own id."""
    return _with_tries(client.redeliver(webhook_id, times))


@click.command("announce")
@click.argument("shop")
@click.argument("topic")
@click.argument("payload", type=click.File())
@reports(*DELIVERY)
def announce(client: SimulatorClient, shop: str, topic: str, payload: TextIO) -> list[Json]:
    """Send a webhook with the JSON of a file (- for standard input)."""
    sent = client.announce(shop, topic, json.loads(payload.read()))
    return [_with_tries(delivery) for delivery in sent]


@click.command("ask-by-law")
@click.argument("shop")
@click.argument(
    "topic", type=click.Choice(["customers/data_request", "customers/redact", "shop/redact"])
)
@click.option("--email", default="", help="Of the shopper whom it is about.")
@reports(*DELIVERY)
def ask_by_law(client: SimulatorClient, shop: str, topic: str, email: str) -> list[Json]:
    """Send a compliance webhook, as Shopify does for a shopper or 48 hours after an uninstall."""
    return [_with_tries(delivery) for delivery in client.ask_by_law(shop, topic, email)]


def _with_tries(delivery: Json) -> Json:
    tries = delivery["tries"]
    last = tries[-1] if tries else {}
    return {
        **delivery,
        "times_tried": len(tries),
        "last_status": last.get("status") or last.get("fault"),
    }


COMMANDS = (
    state,
    reset,
    clock,
    set_app_url,
    token_rules,
    list_faults,
    add_fault,
    clear_faults,
    subscribe_app,
    deliveries,
    redeliver,
    announce,
    ask_by_law,
)
