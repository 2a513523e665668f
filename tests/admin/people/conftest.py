"""Mailboxes that are empty when a test begins."""

import pytest
from flask import Flask

from tests.admin.people import mailbox


@pytest.fixture(autouse=True)
def empty_mailbox(app: Flask) -> None:
    """No mail of an earlier test."""
    mailbox.empty(app)
