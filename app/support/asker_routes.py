"""What became of a request: the side of the asker."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app.access import Permission
from app.db import db
from app.support.files import RequestFile
from app.support.forms import WordForm
from app.support.request_page import page
from app.support.room import acting, request_here, room, signed
from app.web.rendering import see_other


@room.get("/<int:request_id>", access=Permission.VIEW)
def show(request_id: int) -> Any:
    return page(request_here(request_id))


@room.post("/<int:request_id>/messages", access=Permission.VIEW)
def add(request_id: int) -> Any:
    asked, form = request_here(request_id), WordForm()
    if not form.validate():
        return page(asked, saying=form, status=422)
    asked.add(form.text.data, g.unit, **signed())
    flash(_("Đã gửi bổ sung."), "ok")
    return see_other("support.show", request_id=asked.id)


@room.post("/<int:request_id>/withdrawal", access=Permission.VIEW)
def withdraw(request_id: int) -> Any:
    asked = request_here(request_id)
    asked.withdraw(g.unit, **signed())
    flash(_("Đã rút yêu cầu."), "ok")
    return see_other("support.show", request_id=asked.id)


@room.get("/<int:request_id>/files/<int:file_id>", access=Permission.VIEW)
def download(request_id: int, file_id: int) -> Any:
    request_here(request_id)
    file = db.session.get(RequestFile, file_id)
    if not file or file.request_id != request_id or file.removed_at:
        abort(404)
    return file.read(**acting())
