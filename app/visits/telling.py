"""What the unit below is told of a visit: a notice, and its own row brought into step."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.access import Permission
from app.accounts import Membership
from app.db import db
from app.mail import Wanted, write_each
from app.notices import Notice
from app.units import Unit
from app.vietnamese import moment_text
from app.visits.notes import VisitNote

if TYPE_CHECKING:
    from app.visits.models import Visit

LINK = "/u/{unit}/visits/"


@dataclass(frozen=True)
class Told:
    """A notice as it goes, shown before."""

    title: str
    body: str


def letter(visit: "Visit") -> Told:
    """The announcement of a visit that is planned."""
    opening = _(
        "%(unit)s cử %(group)s đến làm việc với đơn vị về chương trình sáng kiến.",
        unit=visit.unit.name,
        group=visit.group.name if visit.group else _("Đoàn công tác"),
    )
    return Told(_("Đoàn công tác đến làm việc"), "\n".join([opening, *_plan(visit), _closing()]))


def changed(visit: "Visit") -> Told:
    """The same, once date or place has changed."""
    opening = _("%(unit)s thay đổi lịch làm việc với đơn vị:", unit=visit.unit.name)
    return Told(_("Thay đổi lịch Đoàn công tác"), "\n".join([opening, *_plan(visit), _closing()]))


def cancelled(visit: "Visit", reason: str) -> Told:
    assert visit.starts_at
    body = _(
        "Buổi làm việc lúc %(moment)s không tổ chức nữa. Lý do: %(reason)s",
        moment=moment_text(visit.starts_at),
        reason=reason,
    )
    return Told(_("Hủy lịch Đoàn công tác"), body)


def _plan(visit: "Visit") -> list[str]:
    assert visit.starts_at
    head = visit.group.head if visit.group else None
    lines = [
        _("- Thời gian: %(moment)s", moment=moment_text(visit.starts_at)),
        _("- Địa điểm: %(place)s", place=visit.venue),
        _("- Làm việc cùng: %(who)s", who=visit.meets_words),
    ]
    if head:
        lines.append(_("- Trưởng đoàn: %(head)s", head=head.called))
    if visit.prepare:
        lines.append(_("- Đề nghị đơn vị chuẩn bị: %(what)s", what=visit.prepare))
    return lines


def _closing() -> str:
    return _("Đề nghị đơn vị bố trí thời gian, thành phần và báo đã rõ. Trân trọng.")


def tell(visit: "Visit", told: Told, *, by: int | None, at: dt.datetime) -> None:
    """Write the notice, which asks for a receipt, the letters, and the unit's own row; a unit that
    has moved away is not reached."""
    about = db.session.get(Unit, visit.about_unit_id)
    if about is not None:
        key = f"visit-{visit.id}-{visit.version}"
        send([about], told, visit.unit, key=key, by=by, at=at, asks_receipt=True)
    VisitNote.keep(visit, at=at)


def send(
    to: Sequence[Unit],
    told: Told,
    sender: Unit,
    *,
    key: str,
    link: str = LINK,
    by: int | None,
    at: dt.datetime,
    asks_receipt: bool = False,
) -> None:
    """The same words to some units: a notice each, and a letter to whoever can act there."""
    Notice.send_all(
        to,
        sender=sender,
        title=told.title,
        body=told.body,
        link=link,
        asks_receipt=asks_receipt,
        by=by,
        at=at,
    )
    letters = [
        Wanted(unit, post.account_id, post.full_name, f"{key}-{unit.id}", told.title, told.body)
        for unit in to
        for post in Membership.holding(unit, Permission.URGE)
    ]
    write_each(letters, by=by, at=at)
