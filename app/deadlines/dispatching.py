"""A step of kind "công văn đôn đốc", sent to the unit it is about."""

import datetime as dt

from flask_babel import gettext as _

from app.deadlines.escalations import Escalation, State
from app.deadlines.people import people
from app.deadlines.todo import prepared
from app.mail import Wanted, write_each
from app.notices import Notice
from app.units import Unit

LINK = "/u/{unit}/progress/"


def drafted(step: Escalation) -> tuple[str, str]:
    """Title and text to begin with: the first line is what it is about."""
    title, _newline, body = prepared(step).partition("\n")
    return title, body


def send(
    step: Escalation, sender: Unit, title: str, body: str, *, by: int | None, at: dt.datetime
) -> None:
    """Send it as a notice that asks for a receipt, and as letters; that does the step. Twice is
    once.

    :raises StepPassed: it was skipped or is settled
    """
    if step.state == State.DONE:
        return
    step.do(by=by, at=at, note=_("Đã gửi trên hệ thống, đề nghị xác nhận đã đọc."))
    about = step.about
    Notice.send(
        about, sender=sender, title=title, body=body, link=LINK, asks_receipt=True, by=by, at=at
    )
    key = f"dispatch.{step.id}"
    letters = [
        Wanted(about, one.account_id, one.name, key, title, body)
        for one in people({about.id}).get(about.id, [])
    ]
    write_each(letters, by=by, at=at)
