"""Pictures of a partner's products: ``<img>`` sends no session token, so addresses are signed."""

from flask import Blueprint, Response, abort, current_app, url_for
from itsdangerous import BadData, URLSafeSerializer

from powerpact.admin.pictures import picture_answer
from powerpact.config import DASHBOARD_PATH
from powerpact.models import utc_now

# Days that an address is good for, the one it was given on included. It stays the same for a day,
# so that a browser keeps the picture.
GOOD_FOR = 2

own_pictures = Blueprint("own_pictures", __name__, url_prefix=f"{DASHBOARD_PATH}/pictures")


@own_pictures.get("/<signed>")
def show(signed: str) -> Response:
    """The picture that the address is signed for; 404 for any other address, or an old one."""
    try:
        map_id, day = _serializer().loads(signed)
    except BadData:
        abort(404)
    if not 0 <= _today() - day < GOOD_FOR:
        abort(404)
    return picture_answer(map_id)


def picture_address(map_id: int, v: str) -> str:
    """Where the picture of a product that somebody may see is; ``v`` is its version."""
    return url_for("own_pictures.show", signed=_serializer().dumps([map_id, _today()]), v=v)


def _today() -> int:
    return utc_now().date().toordinal()


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="dashboard-picture")
