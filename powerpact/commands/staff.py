"""``powerpact staff``: logins of Bubbly's staff."""

import getpass
import sys

import click
from flask.cli import with_appcontext

from powerpact.errors import PowerPactError
from powerpact.models import Source
from powerpact.permissions import Role
from powerpact.services.audit import Actor
from powerpact.services.staff import (
    create_user,
    drop_second_factor_of,
    set_active,
    set_password,
    staff_list,
)

staff = click.Group("staff", help="Logins of Bubbly's staff.")
_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, not a prompt."
)


@staff.command("create")
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.VIEWER.value,
    show_default=True,
    help="What the person may do.",
)
@_from_stdin
@with_appcontext
def create(email: str, role: str, password_stdin: bool) -> None:
    """Make a login for EMAIL."""
    password = _password(password_stdin)
    try:
        create_user(email, password, Role(role), _actor())
    except PowerPactError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{email} may sign in as {role}.")


@staff.command("set-password")
@click.argument("email")
@_from_stdin
@with_appcontext
def change_password(email: str, password_stdin: bool) -> None:
    """Give EMAIL a new password and end all of its sessions."""
    password = _password(password_stdin)
    try:
        set_password(email, password, _actor())
    except PowerPactError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{email} has a new password; older sessions have ended.")


@staff.command("deactivate")
@click.argument("email")
@with_appcontext
def deactivate(email: str) -> None:
    """Let EMAIL sign in no longer, and end all of its sessions."""
    _set_active(email, False)
    click.echo(f"{email} may no longer sign in; all sessions have ended.")


@staff.command("activate")
@click.argument("email")
@with_appcontext
def activate(email: str) -> None:
    """Let EMAIL sign in again, with the password it had."""
    _set_active(email, True)
    click.echo(f"{email} may sign in again.")


@staff.command("drop-two-factor")
@click.argument("email")
@with_appcontext
def drop_two_factor(email: str) -> None:
    """Ask EMAIL for the password only: the phone is lost, and the recovery codes are, too."""
    try:
        drop_second_factor_of(email, _actor())
    except PowerPactError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{email} signs in with the password only, until two-factor is set up again.")


@staff.command("list")
@with_appcontext
def show_all() -> None:
    """Show every login, its role and when it was last used."""
    for user in staff_list():
        last = f"{user.last_sign_in_at:%Y-%m-%d %H:%M}Z" if user.last_sign_in_at else "never"
        state = "active" if user.active else "inactive"
        click.echo(f"{user.email:<40} {user.role.value:<10} {state:<8} last signed in: {last}")


def _set_active(email: str, active: bool) -> None:
    try:
        set_active(email, active, _actor())
    except PowerPactError as error:
        raise click.ClickException(str(error)) from None


def _password(from_stdin: bool) -> str:
    """A password, never from the arguments: those are seen by every process of the machine."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _actor() -> Actor:
    return Actor(getpass.getuser(), Source.COMMAND_LINE)
