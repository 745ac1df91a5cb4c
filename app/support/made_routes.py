"""What a desk makes of a request: a file of it opens as a list in intake."""

from typing import Any

from flask import abort, flash, g
from flask_babel import gettext as _

from app import clock, jobs
from app.access import Permission
from app.intake import Handed, ListRefused
from app.programmes import running, windows
from app.support.files import RequestFile
from app.support.made import Made
from app.support.room import request_here, room, signed
from app.web import once
from app.web.errors import Refused
from app.web.rendering import see_other

LISTS = "intake.lists"


@room.post("/<int:request_id>/files/<int:file_id>/list", access=Permission.ANSWER)
def open_list(request_id: int, file_id: int) -> Any:
    known = Made.of_file(_file(request_id, file_id).id)
    if known is None:
        file = _file(request_id, file_id)
        handed = Handed(file.name, file.taken.content)
        try:
            with once.aside():  # nobody waits while a file is being read
                assert handed.is_for_the_worker or handed.paper
        except ListRefused as refused:
            flash(refused.message, "danger")
            return see_other("support.show", request_id=request_id)
        known = _open(request_id, file_id, handed)
    return see_other("intake.show", unit_id=known.unit_id, batch_id=known.batch_id)


def _open(request_id: int, file_id: int, handed: Handed) -> Made:
    asked, file = request_here(request_id), _file(request_id, file_id)
    window = running(windows(asked.unit), clock.now())
    if window is None:
        raise Refused(_("Chương trình chưa mở giai đoạn nào tại đơn vị này."))
    made = Made.open_list(file, asked, handed, window.stage, g.unit, **signed())
    jobs.nudge(LISTS)
    return made


def _file(request_id: int, file_id: int) -> RequestFile:
    return RequestFile.find(request_here(request_id), file_id) or abort(404)
