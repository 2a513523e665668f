"""``powerpact orders``: what became of an order, and trying again."""

import click
from flask.cli import with_appcontext

from powerpact.commands.actor import operator
from powerpact.domain.causes import CAUSES
from powerpact.domain.counting import counted
from powerpact.domain.part_steering import RETRYABLE
from powerpact.domain.transitions import OrderState
from powerpact.services.order_retry import PartFilter, choose_parts, retry
from powerpact.services.store_terms import partner_id_of
from powerpact.services.timeline import order_id_of, timeline
from powerpact.tasks.publishing import follow

orders = click.Group("orders", help="Bubbly orders and the parts that partners got of them.")


@orders.command("show")
@click.argument("name")
@with_appcontext
def show(name: str) -> None:
    """Tell the whole story of the order NAME: '#1001', or 1001."""
    story = timeline(order_id_of(name))
    click.secho(story.title, bold=True)
    for moment in story.moments:
        click.echo(f"  {moment.at:%Y-%m-%d %H:%M:%S} UTC  {moment.what}")
    _section("Lines", story.lines)
    _section("Parts", story.parts)


@orders.command("retry")
@click.argument("part_ids", nargs=-1, type=int)
@click.option("--partner", help="Only parts of the partner with this code.")
@click.option("--order", help="Only parts of the Bubbly order of this name.")
@click.option("--cause", type=click.Choice(sorted(CAUSES)), help="Only parts with this cause.")
@click.option(
    "--state",
    type=click.Choice(sorted(state.value for state in RETRYABLE)),
    default=OrderState.FAILED.value,
    show_default=True,
)
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1, 10_000))
@with_appcontext
def retry_parts(
    part_ids: tuple[int, ...],
    partner: str | None,
    order: str | None,
    cause: str | None,
    state: str,
    limit: int,
) -> None:
    """Retry the parts PART_IDS, or without ids all that match the options."""
    if partner:
        partner_id_of(partner)  # a mistyped code is told from a partner without such parts
    chosen = part_ids or choose_parts(PartFilter(partner, cause, OrderState(state), order), limit)
    retried = retry(chosen, operator())
    follow(retried.follow_up)
    click.echo(f"Due now: {counted(len(retried.moved), 'part')}.")
    for part_id, why in retried.left.items():
        click.echo(f"Part {part_id} was left: {why}.")


def _section(heading: str, sentences: tuple[str, ...]) -> None:
    click.secho(heading, bold=True)
    for sentence in sentences or ("none",):
        click.echo(f"  {sentence}.")
