"""What a file of an initiative looks like, under the rights of the file itself."""

from typing import Any

from flask import abort, g

from app import clock, uploads
from app.access import Permission
from app.initiatives.attachment_routes import attachment_of
from app.initiatives.attachments import Attachment
from app.initiatives.routes import room
from app.web.rendering import render


@room.get("/<int:initiative_id>/attachments/<int:attachment_id>/preview", access=Permission.VIEW)
def preview(initiative_id: int, attachment_id: int) -> Any:
    """The first pages as pictures, or the first lines of a text."""
    file = attachment_of(initiative_id, attachment_id)
    shown, refused = None, False
    try:
        # A picture has one page; the pages of a PDF are counted first.
        shown = _look(file, 0) if file.kind in ("pdf", "docx") else None
    except uploads.FileRefused:
        refused = True
    is_text = shown is not None and shown.kind == "text"
    return render(
        "initiatives/preview.html",
        "shown",
        file=file,
        initiative=file.initiative,
        refused=refused,
        lines=shown.lines if shown is not None and is_text else None,
        pages=shown.pages if shown else 1,
    )


@room.get(
    "/<int:initiative_id>/attachments/<int:attachment_id>/pages/<int:page>", access=Permission.VIEW
)
def preview_page(initiative_id: int, attachment_id: int, page: int) -> Any:
    """One page as a picture."""
    file = attachment_of(initiative_id, attachment_id)
    if file.kind == "docx" or not page:
        abort(404)
    try:
        shown = _look(file, page)
    except uploads.FileRefused:
        abort(404)
    return uploads.Download(f"trang-{page}.{shown.kind}", shown.kind, shown.content)


def _look(file: Attachment, page: int) -> uploads.Preview:
    """Drawn anew each time: nothing of it is stored. A line in the journal says who looked."""
    return file.look(page, by=g.person.id, at=clock.now())
