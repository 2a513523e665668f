"""Pages of the console in a real browser, each with somebody signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from powerpact.permissions import Role
from tests.admin.conftest import Browser
from tests.fixtures.chromium import OpenPage

StaffPage = Callable[..., Page]


@pytest.fixture
def staff_page(open_page: OpenPage, browser: Browser) -> StaffPage:
    """Opens an empty page in which a new member of a role is signed in."""

    def opened(role: Role = Role.ADMIN, **look: Any) -> Page:
        return open_page(browser(role), **look)

    return opened
