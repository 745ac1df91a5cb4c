"""Putting a row right in its place."""

from typing import Any

from flask import abort, g, request

from app import clock
from app.access import Permission
from app.intake.batch_page import find, page
from app.intake.fields import FIELDS
from app.intake.room import room
from app.intake.rows import SECRETS
from app.vietnamese import nfc, visible
from app.web.rendering import is_fragment, see_other


@room.post("/<int:batch_id>/rows/<int:row_id>", access=Permission.TAKE_IN)
def correct(batch_id: int, row_id: int) -> Any:
    batch = find(batch_id)
    row = batch.row(row_id) or abort(404)
    given = {name: request.form[name] for name in FIELDS if name in request.form}
    sent = {name: visible(nfc(text)).strip() for name, text in given.items()}
    # Covered numbers stand empty in the form: left so, they stay.
    said = {name: text for name, text in sent.items() if text or name not in SECRETS}
    batch.correct(row, said, by=g.person.id, at=clock.now())
    if is_fragment():
        return page(batch)
    back = {name: value for name, value in request.args.items() if name in ("page", "verdict")}
    return see_other("intake.show", batch_id=batch.id, **back)
