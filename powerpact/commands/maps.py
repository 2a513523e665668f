"""``powerpact maps``: deciding which partner products Bubbly sells."""

import click
from flask.cli import with_appcontext

from powerpact.commands.actor import operator
from powerpact.domain.counting import counted
from powerpact.domain.transitions import Curation
from powerpact.services.curation import approve, pause, reject, resume
from powerpact.services.deeds import Deed
from powerpact.services.map_choice import choose_maps
from powerpact.services.store_terms import partner_id_of
from powerpact.tasks.publishing import follow

maps = click.Group("maps", help="Product maps: which partner products Bubbly sells.")


@maps.command("list")
@click.option("--partner", help="Only products of the partner with this code.")
@click.option("--curation", type=click.Choice([each.value for each in Curation]))
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 1000))
@with_appcontext
def show(partner: str | None, curation: str | None, limit: int) -> None:
    """Show product maps, oldest first."""
    _know(partner)
    for row in choose_maps(partner, Curation(curation) if curation else None, limit):
        error = f": {row.error}" if row.error else ""
        click.echo(f"{row.id}  {row.title}  {row.curation.value}, {row.sync.value}{error}")


def _decision(name: str, decide: Deed, done: str, default: Curation) -> None:
    """A command that decides about some maps by id, or about all of a partner's."""

    @maps.command(name, help=f"{name.capitalize()} the products MAP_IDS, or all of a partner.")
    @click.argument("map_ids", nargs=-1, type=int)
    @click.option("--all-of", metavar="CODE", help=f"All {default.value} products of the partner.")
    @click.option("--limit", default=10_000, show_default=True, type=click.IntRange(1, 100_000))
    @with_appcontext
    def command(map_ids: tuple[int, ...], all_of: str | None, limit: int) -> None:
        if bool(map_ids) == bool(all_of):
            raise click.UsageError("Name MAP_IDS, or --all-of a partner; one of the two.")
        _know(all_of)
        chosen = map_ids or [row.id for row in choose_maps(all_of, default, limit)]
        curated = decide(chosen, operator())
        follow(curated.follow_up)
        click.echo(f"{counted(len(curated.moved), 'product')} {done}.")
        for map_id, why in curated.left.items():
            click.echo(f"Product map {map_id} was left: {why}.")


def _know(code: str | None) -> None:
    """A mistyped code is told from a partner without such products."""
    if code:
        partner_id_of(code)


_decision("approve", approve, "approved", Curation.PROPOSED)
_decision("reject", reject, "rejected", Curation.PROPOSED)
_decision("pause", pause, "paused", Curation.APPROVED)
_decision("resume", resume, "resumed", Curation.PAUSED)
