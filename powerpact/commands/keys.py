"""``powerpact keys``: the keys that seal secrets and personal data in the database."""

import click
from cryptography.fernet import Fernet
from flask.cli import with_appcontext

from powerpact.services.key_rotation import rotate_keys

keys = click.Group("keys", help="Keys that seal secrets and personal data.")


@keys.command("new")
def new() -> None:
    """Print a new key, to be put in front of ENCRYPTION_KEYS."""
    click.echo(Fernet.generate_key().decode())


@keys.command("rotate")
@with_appcontext
def rotate() -> None:
    """Seal everything again with the first of ENCRYPTION_KEYS; the others may go afterwards."""
    click.echo(f"{rotate_keys()} rows are sealed with the current key.")
