"""``powerpact webhooks``: the inbox."""

import click
from flask.cli import with_appcontext

from powerpact.commands.actor import operator
from powerpact.domain.counting import counted
from powerpact.services.inbox_replay import replay
from powerpact.services.inbox_work import parked_events
from powerpact.tasks.publishing import follow

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
@click.argument("event_ids", type=int, nargs=-1, required=True)
@with_appcontext
def replay_events(event_ids: tuple[int, ...]) -> None:
    """Work through the events EVENT_IDS again; whatever they did before is not done twice."""
    replayed = replay(event_ids, operator())
    follow(replayed.follow_up)
    click.echo(f"Due again: {counted(len(replayed.moved), 'webhook event')}.")
    for event_id, why in replayed.left.items():
        click.echo(f"Webhook event {event_id} was left: {why}.")
