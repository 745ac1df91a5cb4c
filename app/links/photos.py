"""The photo of a decision: kept before the database is asked, then carried by the form."""

import threading
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer

from app import uploads
from app.web.errors import Refused

AT_ONCE = 4
"""Requests of this process that may wait for a look at a photo: the others serve the house."""

WAIT = 5
_turns = threading.BoundedSemaphore(AT_ONCE)


class TooManyPhotos(Refused):
    status = 422
    message = _l("Nhiều người đang gửi ảnh cùng lúc. Xin chọn lại ảnh rồi bấm Gửi lại.")


class PhotoLost(Refused):
    status = 422
    message = _l("Ảnh đã gửi không còn trên máy chủ. Xin chọn lại ảnh.")


def keep(sent: Any, link: str) -> str:
    """Look at a file and keep it; what the form carries of it.

    :raises FileRefused: it is not of a kind, or a size, that is taken
    :raises TooManyPhotos: others are being looked at
    """
    if not _turns.acquire(timeout=WAIT):
        raise TooManyPhotos()
    try:
        file = uploads.take(sent.filename or "", sent.read(uploads.MAX_BYTES + 1))
    finally:
        _turns.release()
    said = {"link": link, "sha256": uploads.keep(file.content)}
    return _sealer().dumps({**said, "name": file.name, "kind": file.kind})


def name_of(carried: str, link: str) -> str:
    """How a carried photo is called; "" when none is carried."""
    return str(_said(carried, link).get("name", ""))


def taken(carried: str, link: str) -> uploads.Taken | None:
    """The photo that a form carries.

    :raises PhotoLost: it was swept away, as a form lay open for days, or is no photo of this form
    """
    if not carried:
        return None
    said = _said(carried, link)
    if not said:
        raise PhotoLost()
    try:
        return uploads.Taken(said["name"], said["kind"], uploads.kept(said["sha256"]))
    except uploads.FileLost:
        raise PhotoLost() from None


def _said(carried: str, link: str) -> dict[str, Any]:
    try:
        said = _sealer().loads(carried)
    except BadSignature:
        return {}
    return said if said.get("link") == link else {}


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="wall-photo")
