"""``powerpact webhooks``: the inbox."""

import click
from flask.cli import with_appcontext

from powerpact.commands.actor import operator
from powerpact.services.inbox_work import parked_events, replay
from powerpact.tasks.publishing import wake_inbox

webhooks = click.Group("webhooks", help="The inbox of Shopify's webhooks.")


@webhooks.command("parked")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@with_appcontext
def show_parked(limit: int) -> None:
    """Show the events that wait for a person, newest first, with the reason."""
    events = parked_events(limit)
    if not events:
        click.echo("Nothing is parked.")
    for event in events:
        click.echo(f"{event.id}  {event.topic} of {event.shop_domain}: {event.reason}")


@webhooks.command("replay")
@click.argument("event_id", type=int)
@with_appcontext
def replay_event(event_id: int) -> None:
    """Work through the event EVENT_ID again; whatever it did before is not done twice."""
    queue = replay(event_id, operator())
    wake_inbox([queue])
    click.echo(f"Webhook event {event_id} is due again.")
