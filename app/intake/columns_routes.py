"""Correcting what the columns of a list were taken for."""

from typing import Any

from flask import flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.intake.batch_page import find, page
from app.intake.columns import chosen
from app.intake.listed import ListRefused
from app.intake.room import room
from app.intake.states import AT_ONCE
from app.web.rendering import see_other


@room.post("/<int:batch_id>/columns", access=Permission.TAKE_IN)
def choose_columns(batch_id: int) -> Any:
    batch = find(batch_id)
    columns = chosen(batch, request.form)
    try:
        later = batch.total > AT_ONCE
        batch.read_anew(columns, later=later, by=g.person.id, at=clock.now())
    except ListRefused as refused:
        return page(batch, columns=(columns, refused.message), status=422)
    flash(_("Đã đọc lại danh sách theo các cột đã chọn."), "ok")
    return see_other("intake.show", batch_id=batch.id)
