"""``powerpact keys``: a key is made, put in front, used for everything, and the old one goes."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import text

from powerpact.commands.keys import keys
from powerpact.extensions import db, vault
from powerpact.models import Store, utc_now
from powerpact.services.key_rotation import BATCH
from powerpact.vault import SealBroken
from tests.factories import BubblyOrderFactory, PartnerStoreFactory, UserFactory
from tests.fixtures.databases import KEY

SHOPPER = {"email": "ada@example.test", "address": None, "phone": ""}


@pytest.fixture
def new_key() -> Iterator[str]:
    """A key of our own; afterwards the tests' key is the only one again."""
    yield Fernet.generate_key().decode()
    vault.unlock([KEY])


def _run(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(keys, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def _sealed(app: Flask, column: str, table: str) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(text(f"SELECT {column} FROM {table}")))  # noqa: S608


def test_a_new_key_can_seal(app: Flask) -> None:
    Fernet(_run(app, "new").strip())


def test_after_a_rotation_the_old_key_is_not_needed(app: Flask, new_key: str) -> None:
    with app.app_context():
        PartnerStoreFactory(access_token="a token", refresh_token="another")
        BubblyOrderFactory(shopper=SHOPPER)
        UserFactory(tf_totp_secret="a secret", recovery_codes=None)
    vault.unlock([new_key, KEY])

    assert _run(app, "rotate") == "3 rows are sealed with the current key.\n"

    vault.unlock([new_key])
    assert [vault.open(each) for each in _sealed(app, "access_token", "store")] == ["a token"]
    assert [vault.open(each) for each in _sealed(app, "refresh_token", "store")] == ["another"]
    assert [vault.open(each) for each in _sealed(app, "totp_secret", "staff_user")] == ["a secret"]
    assert "ada@example.test" in vault.open(_sealed(app, "shopper", "bubbly_order")[0])
    vault.unlock([KEY])
    with pytest.raises(SealBroken):
        vault.open(_sealed(app, "access_token", "store")[0])


def test_rows_without_a_secret_are_left_alone(app: Flask) -> None:
    with app.app_context():
        PartnerStoreFactory(access_token=None, refresh_token=None)
    assert _run(app, "rotate") == "0 rows are sealed with the current key.\n"


def test_rotating_does_not_make_a_row_look_changed(app: Flask) -> None:
    with app.app_context():
        store_id = PartnerStoreFactory().id
        before = db.session.get_one(Store, store_id).updated_at
    _run(app, "rotate")
    with app.app_context():
        assert db.session.get_one(Store, store_id).updated_at == before


def test_more_rows_than_a_batch_are_all_sealed_anew(app: Flask, new_key: str) -> None:
    row = {"sealed": vault.seal('{"email": ""}'), "now": utc_now(), "count": BATCH + 3}
    with app.app_context():
        db.session.execute(
            text(
                "INSERT INTO bubbly_order (shopify_id, name, currency, total, shipping, tax, "
                "discounts, taxes_included, financial_status, shopper, placed_at) "
                "SELECT n, n, 'GBP', 1, 0, 0, 0, true, 'paid', :sealed, :now "
                "FROM generate_series(1, :count) n"
            ),
            row,
        )
        db.session.commit()
    vault.unlock([new_key, KEY])
    assert _run(app, "rotate").startswith(f"{BATCH + 3} rows")
    vault.unlock([new_key])
    for sealed in _sealed(app, "shopper", "bubbly_order"):
        vault.open(sealed)
