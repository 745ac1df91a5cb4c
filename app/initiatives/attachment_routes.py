"""Adding, reading and removing the files of an initiative."""

from typing import Any, cast

from flask import Flask, abort, flash, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from app import clock, uploads
from app.access import Permission
from app.db import db
from app.initiatives.attachments import MOST, Attachment
from app.initiatives.models import Initiative
from app.initiatives.moving import CannotDoNow
from app.initiatives.routes import find, room, show_page
from app.uploads import commands
from app.vietnamese import nfc, squeeze
from app.web.errors import MESSAGES, Refused
from app.web.forms import Form
from app.web.rendering import is_fragment, render, see_other

ENDPOINT = "initiatives.attach"

room.record_once(lambda state: commands.init_app(cast(Flask, state.app)))


class UploadForm(Form):
    file = MultipleFileField(
        _l("Thêm tệp"),
        description=_l(
            "Ảnh JPEG, PNG, tệp PDF hoặc Word (.docx), chọn được nhiều tệp; "
            "mỗi tệp tối đa 8 MB, mỗi lần 12 MB."
        ),
    )
    photo = MultipleFileField(_l("Chụp ảnh bằng điện thoại"))

    @property
    def sent(self) -> list[FileStorage]:
        return [file for file in (*(self.file.data or ()), *(self.photo.data or ())) if file]


@room.app_context_processor
def _upload() -> dict[str, Any]:
    """The form that adds a file, empty or with what was wrong."""
    return {"upload": g.get("upload") or UploadForm(formdata=None), "attachments_most": MOST}


@room.post("/<int:initiative_id>/attachments", access=Permission.ENTER)
def attach(initiative_id: int) -> Any:
    initiative = find(initiative_id)
    sent = UploadForm().sent
    if not sent:
        return _refused(initiative, uploads.FileRefused("none").message)
    if not initiative.can_be_edited:
        return _refused(initiative, CannotDoNow.message, CannotDoNow.status)
    # The transaction is opened anew afterwards: nobody waits while a file is looked at.
    db.session.rollback()
    taken, refusals = _looked_at(sent)
    if refusals:
        return _refused(find(initiative_id), "\n".join(refusals))
    try:
        initiative = _locked(initiative_id)
        for file in taken:
            Attachment.attach(initiative, file, by=g.person.id, at=clock.now())
    except Refused as refused:
        db.session.rollback()  # of several files the first ones, too
        return _refused(find(initiative_id), refused.message, refused.status)
    names = ", ".join(file.name for file in taken)
    return _done(initiative, _("Đã thêm tệp %(name)s.", name=names))


@room.get("/<int:initiative_id>/attachments/<int:attachment_id>", access=Permission.VIEW)
def download(initiative_id: int, attachment_id: int) -> Any:
    return attachment_of(initiative_id, attachment_id).read(by=g.person.id, at=clock.now())


@room.post("/<int:initiative_id>/attachments/<int:attachment_id>/removal", access=Permission.ENTER)
def detach(initiative_id: int, attachment_id: int) -> Any:
    attachment = attachment_of(initiative_id, attachment_id)
    initiative = attachment.initiative
    try:
        attachment.remove(by=g.person.id, at=clock.now())
    except Refused as refused:
        return _refused(initiative, refused.message, refused.status)
    return _done(initiative, _("Đã xóa tệp %(name)s.", name=attachment.name))


@room.errorhandler(RequestEntityTooLarge)
def _too_much(error: RequestEntityTooLarge) -> Any:
    """A file too big to be received at all is refused at its field as well."""
    arguments = request.view_args or {}
    allowed = Permission.ENTER in g.get("rights", ())
    if request.endpoint != ENDPOINT or not allowed:
        title, text = MESSAGES[413]
        return render("layouts/error.html", "error", status=413, title=title, text=text)
    found = db.session.get(Initiative, arguments["initiative_id"]) or abort(404)
    return _refused(found, uploads.FileRefused("too_large").message, 413)


def _looked_at(sent: list[FileStorage]) -> tuple[list[uploads.Taken], list[str]]:
    """The files as they may be kept, and what is wrong with the others; all are kept or none."""
    taken, refusals = [], []
    for file in sent[: MOST + 1]:
        try:
            taken.append(uploads.take(file.filename or "", file.read(uploads.MAX_BYTES + 1)))
        except uploads.FileRefused as refused:
            name = squeeze(nfc(file.filename or ""))[-60:]
            alone = len(sent) == 1
            refusals.append(refused.message if alone else f"{name}: {refused.message}")
    return taken, refusals


def attachment_of(initiative_id: int, attachment_id: int) -> Attachment:
    """A file of this very initiative; of another it is not found."""
    find(initiative_id)
    attachment = db.session.get(Attachment, attachment_id)
    if not attachment or attachment.initiative_id != initiative_id or not attachment.is_kept:
        abort(404)
    return attachment


def _locked(initiative_id: int) -> Initiative:
    """The initiative as it stands now, held: two files at once are counted one after the other."""
    found = db.session.get(
        Initiative, initiative_id, with_for_update={"of": Initiative}, populate_existing=True
    )
    return found or abort(404)


def _refused(initiative: Initiative, message: Any, status: int = 422) -> Any:
    g.upload = UploadForm(formdata=None)
    g.upload.file.errors = str(message).splitlines()
    return _shown(initiative, status)


def _done(initiative: Initiative, said: str) -> Any:
    if is_fragment():
        return _shown(initiative, 200)
    flash(said, "ok")
    return see_other("initiatives.show", initiative_id=initiative.id)


def _shown(initiative: Initiative, status: int) -> Any:
    """The page of the initiative, or the part of a page that holds its files."""
    if is_fragment():
        return make_response(
            render_template("initiatives/attachments.html", initiative=initiative), status
        )
    response = show_page(initiative, None)
    response.status_code = status
    return response
