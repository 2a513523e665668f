"""``powerpact staff``."""

import pytest
from click.testing import Result
from flask import Flask

from powerpact.commands.staff import staff
from powerpact.extensions import db
from powerpact.models import User
from tests.factories import UserFactory
from tests.services.signing_in import password_fits

ADA, PASSWORD = "ada@powerpact.test", "correct horse battery"


def _run(app: Flask, *arguments: str, typed: str = "") -> Result:
    return app.test_cli_runner().invoke(staff, arguments, input=typed)


def test_login_made_with_a_piped_password_works(app: Flask) -> None:
    result = _run(app, "create", ADA, "--role", "operator", "--password-stdin", typed=PASSWORD)

    assert result.output == f"{ADA} may sign in as operator.\n"
    with app.app_context():
        assert password_fits(ADA, PASSWORD)


def test_prompt_asks_twice_and_does_not_show_the_password(app: Flask) -> None:
    result = _run(app, "create", ADA, typed=f"{PASSWORD}\n{PASSWORD}\n")

    assert result.exit_code == 0
    assert PASSWORD not in result.output


def test_password_is_not_taken_as_an_argument(app: Flask) -> None:
    assert _run(app, "create", ADA, PASSWORD).exit_code == 2
    assert _run(app, "create", ADA, "--password", PASSWORD).exit_code == 2


def test_password_can_be_changed(app: Flask) -> None:
    _run(app, "create", ADA, "--password-stdin", typed=PASSWORD)

    result = _run(app, "set-password", ADA, "--password-stdin", typed="another long password\n")

    assert "has a new password" in result.output
    with app.app_context():
        assert password_fits(ADA, "another long password")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("create", "ada"), "Error: 'ada' is no e-mail address"),
        (("set-password", ADA), f"Error: nobody signs in as {ADA}"),
    ],
)
def test_refusal_is_a_sentence(app: Flask, arguments: tuple[str, str], sentence: str) -> None:
    result = _run(app, *arguments, "--password-stdin", typed=PASSWORD)

    assert result.exit_code == 1
    assert sentence in result.output


def test_list_shows_who_may_sign_in(app: Flask) -> None:
    _run(app, "create", ADA, "--role", "manager", "--password-stdin", typed=PASSWORD)

    assert _run(app, "list").output.split() == [
        ADA, "manager", "active", "last", "signed", "in:", "never"
    ]  # fmt: skip


def test_deactivated_login_is_listed_as_inactive_until_it_is_activated(app: Flask) -> None:
    _run(app, "create", ADA, "--password-stdin", typed=PASSWORD)

    shut_out = _run(app, "deactivate", ADA)
    assert "inactive" in _run(app, "list").output
    let_in = _run(app, "activate", ADA)

    assert (shut_out.exit_code, let_in.exit_code) == (0, 0)
    assert "may no longer sign in" in shut_out.output
    assert "inactive" not in _run(app, "list").output


def test_last_active_admin_is_not_shut_out(app: Flask) -> None:
    _run(app, "create", ADA, "--role", "admin", "--password-stdin", typed=PASSWORD)

    result = _run(app, "deactivate", ADA)

    assert result.exit_code == 1
    assert "it is the last active admin" in result.output


@pytest.mark.parametrize("command", ["activate", "deactivate", "drop-two-factor"])
def test_login_of_nobody_is_not_changed(app: Flask, command: str) -> None:
    result = _run(app, command, ADA)

    assert result.exit_code == 1
    assert result.output == f"Error: nobody signs in as {ADA}\n"


def test_admin_who_lost_phone_and_codes_is_let_in_by_the_password(app: Flask) -> None:
    with app.app_context():
        UserFactory(email=ADA, tf_primary_method="authenticator", tf_totp_secret="a secret")

    result = _run(app, "drop-two-factor", ADA)

    assert "signs in with the password only" in result.output
    with app.app_context():
        assert not db.session.scalars(db.select(User)).one().has_second_factor
