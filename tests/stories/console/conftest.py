"""The console of a demo that was just told."""

from collections.abc import Iterator

import pytest

from tests.stories.running_demo import Demo, Picture, keep, running_demo


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A demo that has told its story and stays up."""
    with running_demo() as demo:
        yield demo


@pytest.fixture
def address(demo: Demo) -> str:
    """Where the pages are."""
    return demo.address


@pytest.fixture
def picture() -> Picture:
    """Keeps what the browser shows, when pictures are wanted."""
    return keep
