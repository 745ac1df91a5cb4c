"""The board of a stage as a page, and which initiatives a story may be about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.honours.hanging import UNIT
from app.honours.models import Board, Honour
from app.initiatives import Initiative, State
from app.programmes import Stage
from app.units import Kind, Unit
from app.vietnamese import fold

OFFERED = 50


@dataclass(frozen=True)
class Leaders:
    """The first places of one kind of unit; `left_out` more share the last one."""

    name: str
    places: Sequence[Honour]
    left_out: int


@dataclass(frozen=True)
class Page:
    """What hangs of a stage: leading units by kind, and stories."""

    leaders: Sequence[Leaders]
    stories: Sequence[Honour]
    as_of: dt.datetime | None

    @classmethod
    def empty(cls) -> "Page":
        return cls([], [], None)

    @classmethod
    def of(cls, unit: Unit, stage: Stage) -> "Page":
        """As seen from a unit; the kinds in their order."""
        rows, board = Honour.on_board(unit.path, stage), Board.of(unit.path, stage)
        units = [row for row in rows if row.kind == UNIT]
        left_out = board.left_out if board else {}
        leaders = [
            Leaders(kind.name, places, left_out.get(kind.code, 0))
            for kind in Kind.known()
            if (places := [row for row in units if row.kind_code == kind.code])
        ]
        stories = [row for row in rows if row.kind != UNIT]
        return cls(leaders, stories, board.as_of if board else None)


def valid_initiatives(unit: Unit, text: str, asked: int | None) -> list[Initiative]:
    """The newest valid ones of a subtree whose words hold `text`; the one asked for comes first."""
    mine = (
        sa.select(Initiative)
        .join(Unit, Unit.id == Initiative.unit_id)
        .where(Initiative.state == State.VALID, Unit.in_subtree(unit.path))
        .options(joinedload(Initiative.unit), selectinload(Initiative.authors))
    )
    found = mine.order_by(Initiative.id.desc()).limit(OFFERED)
    if text.strip():
        found = found.where(Initiative.search.contains(fold(text.strip()), autoescape=True))
    first = db.session.scalars(mine.where(Initiative.id == asked)).unique().all() if asked else []
    rest = [one for one in db.session.scalars(found).unique() if one.id != asked]
    return [*first, *rest]
