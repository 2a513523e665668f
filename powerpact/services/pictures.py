"""Small pictures of products, fetched by a worker once somebody looks at the product.

They are rows and not keys of Redis: a marketplace's pictures are gigabytes that nobody needs in
memory, they would push the queues out of it, and a flushed Redis would have all fetched again.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from urllib3 import PoolManager

from powerpact.domain.attempts import Backoff
from powerpact.errors import Rejected, Unavailable
from powerpact.models import Picture, ProductMap, utc_now
from powerpact.models.picture import hash_of
from powerpact.services.claims import longest_due
from powerpact.services.hands import Context, Hands
from powerpact.services.platform import platform
from powerpact.services.transactions import transaction
from powerpact.shopify.pictures import fetch_picture, picture_connections, thumbnail_address

# Fetched side by side: a page shows fifty, and each takes a moment of waiting.
AT_ONCE = 8
LEASE = timedelta(minutes=2)
AGAIN = Backoff(first=30.0, cap=86_400.0)
UNUSED_FOR = timedelta(days=60)
# Noting each look would be a write for each picture of each page.
USE_IS_NOTED_EVERY = timedelta(days=1)
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture as it is sent to a browser; ``etag`` changes with its content."""

    content: bytes
    content_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Look:
    """What looking for a picture came to: the picture, or None and whether a worker may fetch it
    now."""

    thumbnail: Thumbnail | None = None
    is_due: bool = False


def look_at(map_id: int) -> Look | None:
    """The first picture of a product; asked for when it is not here. None: no such product."""
    with transaction() as session:
        url = select(ProductMap.images[0]["url"].astext).where(ProductMap.id == map_id)
        found = session.execute(url).one_or_none()
        if found is None:
            return None
        if not found[0]:
            return Look()
        picture = session.get(Picture, hash_of(found[0]))
        if picture is None:
            _ask_for(session, found[0])
            return Look(is_due=True)
        return _seen(picture)


def _ask_for(session: Session, url: str) -> None:
    asked = insert(Picture).values(url_hash=hash_of(url), url=url)
    session.execute(asked.on_conflict_do_nothing())


def _seen(picture: Picture) -> Look:
    now = utc_now()
    if picture.used_at < now - USE_IS_NOTED_EVERY:
        picture.used_at = now
    if picture.content is None:
        return Look(is_due=picture.next_fetch_at is not None and picture.next_fetch_at <= now)
    return Look(Thumbnail(picture.content, picture.content_type, picture.url_hash))


def fetch_due(within: Context, stopping: Callable[[], bool] = bool) -> None:
    """Fetch every picture that is due, some at once."""
    http = picture_connections()
    try:
        with Hands(AT_ONCE, partial(_fetch, http), within, stopping) as hands:
            while (due := _claim(hands.free)) or hands.busy:
                for each in due:
                    hands.give(each)
                hands.finished()
    finally:
        http.clear()


@dataclass(frozen=True, slots=True)
class _Due:
    url_hash: str
    url: str
    tries: int


def _claim(limit: int) -> list[_Due]:
    """Pictures that are due, held for a lease; whoever dies with one lets go of it then."""
    if not limit:
        return []
    due = longest_due(Picture.url_hash, Picture.next_fetch_at, limit)
    held = (
        update(Picture)
        .where(Picture.url_hash == due.c.url_hash)
        .values(next_fetch_at=utc_now() + LEASE, tries=Picture.tries + 1)
        .returning(Picture.url_hash, Picture.url, Picture.tries)
        .execution_options(synchronize_session=False)
    )
    with transaction() as session:
        return [_Due(*row) for row in session.execute(held)]


def _fetch(http: PoolManager, due: _Due) -> None:
    try:
        address = thumbnail_address(due.url, _own_base())
        kind, content = fetch_picture(http, address)
    except Rejected as error:
        _note(due, next_fetch_at=None, error=str(error))
    except Unavailable as error:
        wait = timedelta(seconds=AGAIN.wait(due.tries, jitter=random.random()))  # noqa: S311
        _note(due, next_fetch_at=utc_now() + wait, error=str(error))
    else:
        here = {"content": content, "content_type": kind, "fetched_at": utc_now()}
        _note(due, next_fetch_at=None, error="", **here)


def _note(due: _Due, **values: object) -> None:
    """What came of it; of two who fetched the same one, the one who has it is right."""
    missing: ColumnElement[bool] = Picture.content.is_(None)
    with transaction() as session:
        session.execute(
            update(Picture).where(Picture.url_hash == due.url_hash, missing).values(**values)
        )


def _own_base() -> str:
    """Where the simulator is, when stores are there: it stands for Shopify's network too."""
    address = urlsplit(platform().settings.shopify_base_url)
    is_here = address.hostname == "127.0.0.1" and "{" not in address.netloc
    return f"{address.scheme}://{address.netloc}" if is_here else ""


def forget_unused() -> int:
    """Delete pictures that nobody looked at for long; how many. Each batch commits by itself."""
    total = 0
    while gone := _forget_some():
        total += gone
    return total


def _forget_some() -> int:
    unused = Picture.used_at < utc_now() - UNUSED_FOR
    some = select(Picture.url_hash).where(unused).order_by(Picture.used_at).limit(BATCH)
    with transaction() as session:
        gone = delete(Picture).where(Picture.url_hash.in_(some)).returning(Picture.url_hash)
        return len(session.scalars(gone).all())
