"""An officer's desk and his drafts."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from app.accounts import Membership
from app.db import db
from app.handovers.duties import Duty, Piece, Transfer, register
from app.initiatives import Initiative, State, hand_on, in_hands_of
from app.units import Unit

DRAFTS = frozenset({State.DRAFT, State.RETURNED})


def on_desk(account_id: int, unit: Unit) -> Sequence[Piece]:
    """What he has taken on at this unit and at those below where he has a post."""
    return [_piece(row) for row in _held(account_id, unit) if row.state not in DRAFTS]


def drafts(account_id: int, unit: Unit) -> Sequence[Piece]:
    """What he has written and not handed in."""
    return [_piece(row) for row in _held(account_id, unit) if row.state in DRAFTS]


def give(pieces: Sequence[Piece], transfer: Transfer) -> int:
    rows = [(piece.subject_id, piece.unit_id, piece.unit_path) for piece in pieces]
    giver, receiver = transfer.giver.account_id, transfer.receiver.account_id
    return hand_on(rows, giver=giver, receiver=receiver, by=transfer.by, at=transfer.at)


def _held(account_id: int, unit: Unit) -> Sequence[Any]:
    desks = {unit.id, *(post.unit_id for post in Membership.of_account(account_id, unit.path))}
    query = in_hands_of(account_id, unit, desks).options(joinedload(Initiative.unit))
    return db.session.scalars(query).all()


def _piece(row: Any) -> Piece:
    return Piece(row.id, row.title, row.unit.name, row.unit_id, row.unit_path)


register(Duty("desk", _l("Sáng kiến đang xử lý"), on_desk, give))
register(Duty("draft", _l("Bản nháp và sáng kiến đang bổ sung"), drafts, give))
