"""`simulator serve`: the server itself, until a signal or the end of its standard input."""

import asyncio
import sys

import click

READY_WORDS = "Simulator ready at "


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=4100, show_default=True, help="0 takes a free port.")
@click.option("--client-id", default="powerpact-client-id", show_default=True)
@click.option("--client-secret", default="powerpact-client-secret", show_default=True)
@click.option("--seed", default=1, show_default=True, help="Drives faults and random baskets.")
@click.option(
    "--speed",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Simulated seconds per second.",
)
@click.option("--app-url", default="", help="The app's page, which the stores' admin frames.")
@click.option("--app-name", default="PowerPact", show_default=True)
@click.option("--scope", "scopes", multiple=True, help="What installing grants; repeat it.")
@click.option("--until-stdin-closes", is_flag=True, help="Stop when the parent process goes.")
def serve(
    host: str,
    port: int,
    client_id: str,
    client_secret: str,
    seed: int,
    speed: float,
    app_url: str,
    app_name: str,
    scopes: tuple[str, ...],
    until_stdin_closes: bool,
) -> None:
    """Serve a Shopify of many stores; they start empty."""
    # Imported here: the server's libraries are installed on development machines only, and the
    # other commands are part of a command line that runs in production too.
    from powerpact.simulator.grants import AppCredentials
    from powerpact.simulator.house import USUAL_SCOPES, HouseRules
    from powerpact.simulator.lifetime import serve_until_told

    credentials = AppCredentials(client_id, client_secret)
    rules = HouseRules(credentials, seed, speed, app_url, app_name, scopes or USUAL_SCOPES)
    work = serve_until_told(
        rules, host, port, ready=_announce, until_stdin_closes=until_stdin_closes
    )
    try:
        asyncio.run(work)
    except OSError as fault:
        raise click.ClickException(f"Cannot serve at {host}:{port}: {fault.strerror}.") from fault


def _announce(address: str) -> None:
    click.echo(f"{READY_WORDS}{address}")
    sys.stdout.flush()
