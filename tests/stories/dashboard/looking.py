"""What a partner does again and again in the dashboard."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, expect

PATIENCE = 180  # seconds; a build machine may be busy
POLL = 500  # milliseconds


@dataclass(frozen=True)
class Dashboard:
    """The app in its frame in Shopify admin, opened from where the newcomer begins."""

    page: Page
    begins: str

    @property
    def frame(self) -> FrameLocator:
        """What the app shows."""
        return self.page.frame_locator("#app")

    @property
    def rows(self) -> Locator:
        """The rows of the page's table."""
        return self.frame.locator("main tbody tr")

    def go(self, place: str) -> None:
        """Follow the menu, which admin draws."""
        self.page.get_by_role("navigation", name="Admin").get_by_role("link", name=place).click()
        self.sees(place)

    def sees(self, heading: str | re.Pattern[str]) -> None:
        """The page of that heading is there."""
        expect(self.frame.locator("s-page > h1")).to_have_text(heading)

    def is_told(self, words: str) -> None:
        """A sentence over the page says what was done."""
        expect(self.frame.locator("s-banner", has_text=words).first).to_be_visible()

    def follow(self, link: str) -> None:
        """Follow a link of the app's own."""
        self.frame.get_by_role("link", name=link).first.click()

    def open_order(self) -> None:
        """Open the first order of the list."""
        self.follow("#1")
        self.sees(re.compile("^Order #"))

    def press(self, button: str) -> None:
        """Press a button of the app's own."""
        self.frame.get_by_role("button", name=button, exact=True).click()

    def agree(self, button: str) -> None:
        """Say that the words were read, and agree to them."""
        self.frame.get_by_label("We have read this and agree to it.").check()
        self.press(button)
        self.sees("Home")

    def load_until(self, wanted: Locator) -> None:
        """Load the page again and again until it shows what is wanted.

        It has been seen before: loading it again would end a link that is being followed.
        """

        def shown() -> bool:
            expect(self.frame.locator("s-page > h1")).to_be_visible()
            if wanted.is_visible():
                return True
            self.page.reload()
            return False

        self.wait_until(shown, f"{self.page.url} shows {wanted}")

    def wait_until(self, fact: Callable[[], bool], what: str) -> None:
        """Return once ``fact()`` is true; what the page does goes on meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not fact():
            assert time.monotonic() < deadline, f"waited {PATIENCE} seconds in vain: {what}"
            self.page.wait_for_timeout(POLL)
