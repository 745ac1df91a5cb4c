"""Files of lists: blank forms, what must be put right, the signed paper behind it."""

import io
from typing import Any

from flask import abort, flash, g, request, send_file
from flask_babel import gettext as _

from app import clock, uploads
from app.access import Permission
from app.db import db
from app.intake.batch_page import find
from app.intake.blank import blank_form
from app.intake.known import windows_for
from app.intake.papers import BatchPaper
from app.intake.returned import returned_file
from app.intake.room import room
from app.programmes import TargetGroup
from app.web.rendering import see_other

OOXML = "application/vnd.openxmlformats-officedocument"
MEDIA = {"xlsx": f"{OOXML}.spreadsheetml.sheet", "docx": f"{OOXML}.wordprocessingml.document"}


@room.get("/form/<int:stage_id>", access=Permission.TAKE_IN)
def blank(stage_id: int) -> Any:
    """The form to fill in, with the unit's name and the stage."""
    found = (w.stage for w in windows_for(g.unit) if w.stage.id == stage_id)
    stage = next(found, None) or abort(404)
    kind: Any = "docx" if request.args.get("kind") == "docx" else "xlsx"
    data = blank_form(
        kind,
        g.unit.name,
        stage.name,
        stage.recognised_since,
        stage.recognised_until,
        groups=TargetGroup.names(stage),
        with_units=not (g.unit.kind and g.unit.kind.grassroots),
    )
    name = _("Mẫu danh sách sáng kiến - %(stage)s", stage=stage.name)
    return _sent(f"{name}.{kind}", data)


@room.get("/<int:batch_id>/faults", access=Permission.TAKE_IN)
def faults(batch_id: int) -> Any:
    """The rows that were not taken, as the same kind of file with a column of faults."""
    batch = find(batch_id)
    words = batch.faults()
    if not words:
        abort(404)
    handed = batch.handed
    name, data = returned_file(handed.data, batch.filename, handed.read(batch.chosen), words)
    return _sent(name, data)


@room.post("/<int:batch_id>/papers", access=Permission.TAKE_IN)
def keep_paper(batch_id: int) -> Any:
    find(batch_id)
    sent = [file for file in request.files.getlist("file") if file.filename]
    # The transaction is opened anew afterwards: nobody waits while a file is looked at.
    db.session.rollback()
    try:
        if not sent:
            raise uploads.FileRefused("none")
        taken = [uploads.take(f.filename or "", f.read(uploads.MAX_BYTES + 1)) for f in sent]
    except uploads.FileRefused as refused:
        flash(refused.message, "danger")
        return see_other("intake.show", batch_id=batch_id)
    batch = find(batch_id)
    for file in taken:
        BatchPaper.keep(batch, file, by=g.person.id, at=clock.now())
    flash(_("Đã lưu bản ký của danh sách."), "ok")
    return see_other("intake.show", batch_id=batch_id)


@room.get("/<int:batch_id>/papers/<int:paper_id>", access=Permission.TAKE_IN)
def paper(batch_id: int, paper_id: int) -> Any:
    return _paper(batch_id, paper_id).read(by=g.person.id, at=clock.now())


@room.post("/<int:batch_id>/papers/<int:paper_id>/removal", access=Permission.TAKE_IN)
def remove_paper(batch_id: int, paper_id: int) -> Any:
    _paper(batch_id, paper_id).remove(by=g.person.id, at=clock.now())
    flash(_("Đã bỏ tệp khỏi danh sách."), "ok")
    return see_other("intake.show", batch_id=batch_id)


def _paper(batch_id: int, paper_id: int) -> BatchPaper:
    return BatchPaper.find(find(batch_id), paper_id) or abort(404)


def _sent(name: str, data: bytes) -> Any:
    media = MEDIA[name.rpartition(".")[2]]
    return send_file(io.BytesIO(data), mimetype=media, as_attachment=True, download_name=name)
