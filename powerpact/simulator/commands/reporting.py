"""How the command line reaches a simulator and shows what it answers."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import click
import httpx

from powerpact.simulator.control_client import SimulatorClient
from powerpact.simulator.control_connection import Json, SimulatorRefused

Answer = Json | Sequence[Json]
Verb = Callable[..., Answer]
GAP = "  "


def reports(*columns: str) -> Callable[[Verb], Callable[..., None]]:
    """Make a function (client, options...) a command body that prints what it returns.

    `columns` choose what people see of each row, in that order; `--json` shows everything.
    """

    def decorate(function: Verb) -> Callable[..., None]:
        def body(url: str, /, as_json: bool, **options: Any) -> None:
            answer = _ask(function, url, options)
            click.echo(json.dumps(answer, indent=2) if as_json else _for_people(answer, columns))

        body.__doc__ = function.__doc__
        as_json = click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
        return as_json(click.pass_obj(body))

    return decorate


def _ask(function: Verb, url: str, options: Json) -> Answer:
    client = SimulatorClient(url)
    try:
        return function(client, **options)
    except SimulatorRefused as refused:
        raise click.ClickException(str(refused)) from refused
    except httpx.TransportError as fault:
        raise click.ClickException(f"No simulator answers at {url}: {fault}.") from fault
    finally:
        client.close()


def _for_people(answer: Answer, columns: Sequence[str]) -> str:
    if isinstance(answer, dict):
        return "\n".join(f"{_heading(name)}: {_cell(answer[name])}" for name in columns or answer)
    if not answer:
        return "None."
    return table([[_cell(row.get(name)) for name in columns] for row in answer], columns)


def table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> str:
    """Columns as wide as their widest cell, under headings."""
    titles = [_heading(heading) for heading in headings]
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    lines = [
        GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [titles, *rows]
    ]
    return "\n".join(lines)


def _heading(name: str) -> str:
    return name.replace("_", " ")


def _cell(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{name} {_cell(part)}" for name, part in value.items()) or "-"
        case [dict(), *_]:
            return str(len(value))  # too much for a line: how many
        case list():
            return ", ".join(map(_cell, value)) or "-"
        case _:
            return str(value)
