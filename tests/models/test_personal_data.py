"""Whatever is kept of people is written down."""

from pathlib import Path

import powerpact.models as models
from powerpact.extensions import db
from powerpact.models.columns import SealedJson, SealedText

DOCUMENT = Path(__file__).parents[2] / "docs" / "personal-data.md"
# Columns that hold personal data and are not sealed.
OPEN = {
    "webhook_event.body",
    "store.name",
    "store.alert_email",
    "admission.name",
    "admission.message",
    "consent.given_by",
    "consent.withdrawn_by",
    "audit_event.actor",
    "audit_event.address",
    "staff_user.email",
    "staff_user.password_hash",
}
# Names of columns that nobody adds without thinking of people.
TELLING = ("email", "phone", "address", "shopper", "password", "secret")


def columns() -> dict[str, object]:
    assert models.User.__tablename__ in db.metadata.tables
    return {
        f"{table.name}.{column.name}": column.type
        for table in db.metadata.sorted_tables
        for column in table.columns
    }


def test_every_column_with_personal_data_is_in_the_document() -> None:
    sealed = {name for name, kind in columns().items() if isinstance(kind, SealedJson | SealedText)}
    written = DOCUMENT.read_text()
    assert [name for name in sorted(sealed | OPEN) if f"`{name}`" not in written] == []


def test_every_column_that_sounds_personal_was_decided_about() -> None:
    # Whether a partner gets an address is no address.
    telling = {
        name
        for name in columns()
        if any(word in name.partition(".")[2] for word in TELLING) and ".passes_" not in name
    }
    written = DOCUMENT.read_text()
    assert [name for name in sorted(telling) if f"`{name}`" not in written] == []


def test_the_document_names_no_column_that_is_gone() -> None:
    assert columns().keys() >= OPEN
