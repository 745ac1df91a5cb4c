"""What a hand-over carries of support: requests somebody sees to, and his lines of the roster."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.db import db
from app.handovers import Duty as Kind
from app.handovers import Piece, Transfer, register
from app.support.duties import Duty
from app.support.inside import Assignment
from app.support.models import Request
from app.units import Unit


def in_hand(account_id: int, unit: Unit) -> Sequence[Piece]:
    """Requests on this very desk: at another one the receiver may have no post."""
    return [
        Piece(request.id, request.subject_line, request.unit.name, unit.id, unit.path)
        for request in db.session.scalars(Assignment.handled_by(account_id, unit))
    ]


def give(pieces: Sequence[Piece], transfer: Transfer) -> int:
    """Raises `NotAColleague` where the receiver may not answer."""
    unit = transfer.unit
    still = {piece.subject_id for piece in in_hand(transfer.giver.account_id, unit)}
    wanted = sorted(still & {piece.subject_id for piece in pieces})
    for number in wanted:
        request = db.session.get_one(Request, number)
        who = transfer.receiver.account_id
        Assignment.assign(request, unit, who, by=transfer.by, at=transfer.at)
    return len(wanted)


def on_roster(account_id: int, unit: Unit) -> Sequence[Piece]:
    """His lines of the roster of this very unit."""
    return [
        Piece(duty.id, _("Trực %(hours)s", hours=duty.hours_words), unit.name, unit.id, unit.path)
        for duty in Duty.held_by(account_id, unit)
    ]


def put_on_roster(pieces: Sequence[Piece], transfer: Transfer) -> int:
    wanted = {piece.subject_id for piece in pieces}
    held = Duty.held_by(transfer.giver.account_id, transfer.unit)
    for duty in (some := [duty for duty in held if duty.id in wanted]):
        duty.pass_on(transfer.receiver, by=transfer.by, at=transfer.at)
    return len(some)


register(Kind("request", _l("Yêu cầu hỗ trợ đang xử lý"), in_hand, give))
register(Kind("roster", _l("Lịch trực"), on_roster, put_on_roster))
