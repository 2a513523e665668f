"""``powerpact`` itself: sentences instead of tracebacks, and help without any environment."""

import os
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import make_url

from powerpact.app import create_app
from powerpact.cli import cli
from powerpact.config import Settings
from powerpact.errors import PowerPactError
from tests.fixtures.databases import settings_for

NOWHERE = "postgresql://nobody:a-password@127.0.0.1:1/nothing"
GOOD = {
    "DATABASE_URL": NOWHERE,
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "a secret of sixteen",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "APP_URL": "https://powerpact.test",
    "SHOPIFY_CLIENT_ID": "client",
    "SHOPIFY_CLIENT_SECRETS": "current",
}
MAIN = (sys.executable, "-c", "from powerpact.cli import main; main()")


def powerpact(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, with nothing in the environment but what is named."""
    basics = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(  # noqa: S603  # our own command
        [*MAIN, *arguments],
        env=basics | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_needs_no_environment() -> None:
    told = powerpact("--help")
    assert told.returncode == 0
    for noun in ("stores", "catalogue", "maps", "orders", "webhooks", "staff", "keys"):
        assert noun in told.stdout


def test_a_new_key_needs_no_environment() -> None:
    assert powerpact("keys", "new").returncode == 0


def test_faulty_settings_are_listed() -> None:
    told = powerpact("stores", "list", DATABASE_URL="sqlite:///orders.db", LEASE_SECONDS="soon")
    assert told.returncode == 1
    assert "REDIS_URL is not set" in told.stderr
    assert "LEASE_SECONDS" in told.stderr
    assert "Traceback" not in told.stderr


# Each command that reads or writes rows.
COMMANDS = [
    ("stores", "list"),
    ("stores", "terms", "kiln", "--auto-approve"),
    ("catalogue", "import", "kiln"),
    ("maps", "list"),
    ("maps", "approve", "1"),
    ("orders", "show", "1001"),
    ("orders", "retry"),
    ("webhooks", "parked"),
    ("staff", "list"),
    ("keys", "rotate"),
]


@pytest.fixture(scope="module")
def lonely(settings: Settings) -> Flask:
    """The application without its database."""
    return create_app(settings_for(make_url(NOWHERE), settings.redis_url.get_secret_value()))


def told_by(app: Flask, command: tuple[str, ...]) -> str:
    """What the command says when it fails in words; ``main`` shows that, and nothing else."""
    result = app.test_cli_runner().invoke(cli, command)
    assert isinstance(result.exception, PowerPactError), result.output
    return str(result.exception)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_database_that_is_away_is_a_sentence(lonely: Flask, command: tuple[str, ...]) -> None:
    assert told_by(lonely, command) == "PostgreSQL does not answer; check DATABASE_URL"


def test_a_sentence_is_shown_without_a_traceback_and_ends_with_1() -> None:
    told = powerpact("orders", "show", "1001", **GOOD)
    assert told.returncode == 1
    assert told.stderr == "PostgreSQL does not answer; check DATABASE_URL\n"
    assert "a-password" not in told.stdout + told.stderr


NOT_THERE = [
    (("stores", "terms", "nobody", "--auto-approve"), "there is no partner with the code nobody"),
    (("catalogue", "import", "nobody"), "there is no partner with the code nobody"),
    (("orders", "show", "1001"), "there is no Bubbly order 1001"),
]


@pytest.mark.parametrize(
    ("command", "sentence"),
    NOT_THERE,
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_what_is_not_there_is_a_sentence(
    app: Flask, command: tuple[str, ...], sentence: str
) -> None:
    assert sentence in told_by(app, command)
