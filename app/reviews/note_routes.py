"""The notes that a desk keeps."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.db import db
from app.reviews.forms import NoteForm, ReasonForm
from app.reviews.notes import CannedNote, TooManyNotes
from app.reviews.routes import find, page, room
from app.web.rendering import render, see_other


@room.post("/<int:initiative_id>/note", access=Permission.DECIDE)
def fill(initiative_id: int) -> Any:
    """The page again, with a kept note under what is written: for browsers without scripts."""
    initiative = find(initiative_id)
    form = ReasonForm(initiative.stage)
    number = request.form.get("canned", type=int)
    chosen = [note for note in CannedNote.of(g.unit) if note.id == number]
    form.fill(chosen[0].text if chosen else "")
    return page(initiative, reasons=form)


@room.get("/notes/", access=Permission.DECIDE)
def notes() -> Any:
    return _list(NoteForm(formdata=None))


@room.post("/notes/", access=Permission.DECIDE)
def add_note() -> Any:
    form = NoteForm()
    if form.validate():
        try:
            CannedNote.add(g.unit, form.text.data, by=g.person.id, at=clock.now())
            flash(_("Đã lưu mẫu ghi chú."), "ok")
            return see_other("reviews.notes")
        except TooManyNotes as refused:
            form.text.errors = [str(refused)]
    return _list(form, status=422)


@room.post("/notes/<int:canned_note_id>", access=Permission.DECIDE)
def change_note(canned_note_id: int) -> Any:
    note, form = _find(canned_note_id), NoteForm()
    if not form.validate():
        return _list(NoteForm(formdata=None), wrong=(note.id, form.of(note)), status=422)
    note.change(form.text.data, by=g.person.id, at=clock.now())
    flash(_("Đã sửa mẫu ghi chú."), "ok")
    return see_other("reviews.notes")


@room.post("/notes/<int:canned_note_id>/removal", access=Permission.DECIDE)
def remove_note(canned_note_id: int) -> Any:
    _find(canned_note_id).remove(by=g.person.id, at=clock.now())
    flash(_("Đã xóa mẫu ghi chú."), "ok")
    return see_other("reviews.notes")


def _find(canned_note_id: int) -> CannedNote:
    """A note of this very desk."""
    note = db.session.get(CannedNote, canned_note_id)
    return note if note is not None and note.unit_id == g.unit.id else abort(404)


def _list(form: NoteForm, wrong: tuple[int, NoteForm] | tuple[()] = (), status: int = 200) -> Any:
    """The page; `wrong` is a note whose new text was refused, with its form."""
    number, refused = wrong or (0, None)
    known = [
        (note, refused if refused and note.id == number else NoteForm.filled(note))
        for note in CannedNote.of(g.unit)
    ]
    return render("reviews/notes.html", "list", known=known, form=form, status=status)
