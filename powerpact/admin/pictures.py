"""Small pictures of products, served by us: pages of the console load nothing from other hosts."""

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from powerpact.admin.base import Guarded, not_found
from powerpact.admin.staff_session import PICTURES
from powerpact.permissions import Permission
from powerpact.services.pictures import Thumbnail, look_at
from powerpact.services.selections.conditions import row_number
from powerpact.tasks.bell import ring
from powerpact.tasks.publishing import FETCH_PICTURES

# Seconds. A picture that changes has another address, so this is only how long a browser keeps it.
KEPT_FOR = 7 * 86_400

pictures = Blueprint(PICTURES, __name__, url_prefix="/console/pictures")


class _Door(Guarded):
    """Open to those who may see products."""

    permission = Permission.VIEW_PRODUCTS


@pictures.before_request
def keep_others_out() -> ResponseReturnValue | None:
    """As the pages that show the pictures do."""
    door = _Door()
    return None if door.is_accessible() else door.inaccessible_callback("")


@pictures.get("/<map_id>")
def show(map_id: str) -> ResponseReturnValue:
    """The first picture of a product, or what stands in for it until a worker has fetched it."""
    try:
        return picture_answer(row_number(map_id))
    except ValueError:
        not_found()


def picture_answer(map_id: int) -> Response:
    """The same for whoever may see the product; 404 when there is no such product."""
    look = look_at(map_id)
    if look is None:
        not_found()
    if look.is_due:
        ring(FETCH_PICTURES)
    return _sent(look.thumbnail) if look.thumbnail else _stand_in()


def _sent(picture: Thumbnail) -> Response:
    answer = make_response(picture.content)
    answer.content_type = picture.content_type
    answer.set_etag(picture.etag)
    answer.cache_control.private = True
    answer.cache_control.max_age = KEPT_FOR
    answer.make_conditional(request)
    return answer


def _stand_in() -> Response:
    answer = make_response(_drawing())
    answer.content_type = "image/svg+xml"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@cache
def _drawing() -> bytes:
    return Path(current_app.root_path, "static", "no-picture.svg").read_bytes()
