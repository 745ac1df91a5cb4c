"""Moves and their sums.

A `Move` is one change in one cell (unit, stage, target group); it is never edited. `Tally` is
the sum of a cell's moves, `TallyDay` their sum by day; both change in the move's transaction.
Counters are each unit's own: a subtree is a range sum, and no row is hot for the nation.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base, Id, db, insert_all, upsert
from app.initiatives.states import COUNTED, REGISTERED, WORDS, State
from app.initiatives.summing import added, changes, described, merged, rows, unequal
from app.tenancy import Own

COUNTS = [state.value for state in COUNTED]
SUMS = [*COUNTS, "benefit", "benefit_given", "verified", "verified_given"]
CELL = ["unit_id", "unit_path", "stage_id", "target_group"]
CHANGE = [
    *("from_state", "to_state"),
    *("benefit_before", "benefit_after", "verified_before", "verified_after"),
]


@dataclass(frozen=True)
class Standing:
    """How an initiative stands at one side of a move: its state, and in đồng what benefit it
    claims and what of it was verified."""

    state: State
    benefit: int | None
    verified: int | None = None

    def counts(self) -> dict[str, int]:
        """What it adds to its cell."""
        counts = {self.state.value: 1} if self.state in COUNTED else {}
        if self.state in REGISTERED and self.benefit is not None:
            counts |= {"benefit": self.benefit, "benefit_given": 1}
        if self.state is State.VALID and self.verified is not None:
            counts |= {"verified": self.verified, "verified_given": 1}
        return counts


class Move(Own, Base):
    """A change of one cell. `from_state` is None when the initiative comes into the cell,
    `to_state` when it leaves; a change of unit, stage or group is a pair of moves."""

    __tablename__ = "move"
    __table_args__ = (
        sa.Index("ix_move_cell", "unit_id", "stage_id", "at"),
        sa.Index("ix_move_time", "stage_id", "at", "unit_path"),
    )
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiative.id"), index=True)
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    target_group: Mapped[int]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    benefit_before: Mapped[int | None] = mapped_column(sa.BigInteger)
    benefit_after: Mapped[int | None] = mapped_column(sa.BigInteger)
    verified_before: Mapped[int | None] = mapped_column(sa.BigInteger)
    verified_after: Mapped[int | None] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime]
    by_id: Mapped[int | None]

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.at)

    @property
    def from_status(self) -> tuple[str, str] | None:
        """The state before in words, and the kind of its chip."""
        return _status(self.from_state)

    @property
    def to_status(self) -> tuple[str, str] | None:
        return _status(self.to_state)

    @property
    def net(self) -> dict[str, int]:
        """What the move adds to its cell; sums of zero are left out."""
        return _net(*(getattr(self, name) for name in CHANGE))

    @classmethod
    def write(cls, rows: Sequence[dict[str, Any]]) -> None:
        """Write moves as they happened, and add them to the sums."""
        if rows:
            insert_all(cls, rows)
            _count(rows)


def _net(
    from_state: str | None,
    to_state: str | None,
    benefit_before: int | None,
    benefit_after: int | None,
    verified_before: int | None,
    verified_after: int | None,
) -> dict[str, int]:
    was = _counts(from_state, benefit_before, verified_before)
    becomes = _counts(to_state, benefit_after, verified_after)
    net = {name: becomes.get(name, 0) - was.get(name, 0) for name in was | becomes}
    return {name: change for name, change in net.items() if change}


def _status(state: str | None) -> tuple[str, str] | None:
    if state is None:
        return None
    word, kind = WORDS[State(state)]
    return str(word), kind


def _counts(state: str | None, benefit: int | None, verified: int | None) -> dict[str, int]:
    return Standing(State(state), benefit, verified).counts() if state else {}


class Sums:
    """Columns of a sum: initiatives by state, claimed benefit of the registered ones and verified
    benefit of the valid ones in đồng, and of how many initiatives each."""

    submitted: Mapped[int] = mapped_column(default=0)
    endorsed: Mapped[int] = mapped_column(default=0)
    valid: Mapped[int] = mapped_column(default=0)
    invalid: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    benefit: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    benefit_given: Mapped[int] = mapped_column(default=0)
    verified: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    verified_given: Mapped[int] = mapped_column(default=0, server_default="0")


class Tally(Own, Sums, Base):
    """How a unit's own initiatives of a stage and group stand now."""

    __tablename__ = "tally"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "stage_id", "target_group"),
        sa.Index("ix_tally_range", "stage_id", "unit_path"),
    )
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    target_group: Mapped[int]


class TallyDay(Own, Sums, Base):
    """The net change of one day in Hà Nội."""

    __tablename__ = "tally_day"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "stage_id", "target_group", "day"),
        sa.Index("ix_tally_day_range", "stage_id", "unit_path", "day"),
        sa.Index("ix_tally_day_recent", "stage_id", "day", "unit_path"),
    )
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    target_group: Mapped[int]
    day: Mapped[dt.date]


def _count(moves: Sequence[dict[str, Any]]) -> None:
    """Add new moves to their sums, each cell once."""
    now: dict[Any, dict[str, Any]] = {}
    days: dict[Any, dict[str, Any]] = {}
    alike = Counter(tuple(move[name] for name in (*CELL, *CHANGE, "at")) for move in moves)
    for (*said, at), many in alike.items():
        cell = dict(zip(CELL, said, strict=False))
        day = {**cell, "day": clock.day_of(at)}
        net = _net(*said[len(CELL) :])
        for sums, row in ((now, cell), (days, day)):
            held = sums.setdefault(tuple(row.values()), {**dict.fromkeys(SUMS, 0), **row})
            for name, change in net.items():
                held[name] += many * change
    key = ["unit_id", "stage_id", "target_group"]
    for model, sums, keys in ((Tally, now, key), (TallyDay, days, [*key, "day"])):
        # In one order, so that two who count many cells never wait for each other in a ring.
        upsert(model, key=keys, rows=[sums[cell] for cell in sorted(sums)], add=SUMS)


DAY = (*(name for name in CELL if name != "unit_path"), "day")
"""What a row of `TallyDay` is known by; without its last part, a row of `Tally`."""


def differences() -> list[str]:
    """Cells whose sums are not what the moves add up to; empty when all is well.

    Days are held against the moves, and the sums of now against the days: what is wrong with
    these is then made good, so that the moves are gone through once.
    """
    cell = DAY[:-1]
    days = unequal([rows(TallyDay, DAY, SUMS, sign=1), changes(Move, DAY, SUMS)], DAY)
    now = unequal([rows(Tally, cell, SUMS, sign=1), rows(TallyDay, cell, SUMS, sign=-1)], cell)
    now = merged([*now.items(), *((key[:-1], more) for key, more in days.items())])
    return described("tally", now, cell, SUMS) + described("tally_day", days, DAY, SUMS)


def rebuild() -> None:
    """Write both sums anew from the moves; after a bulk load, in a session over everything."""
    for model, key in ((Tally, CELL), (TallyDay, [*CELL, "day"])):
        db.session.execute(sa.delete(model))
        sums = added(Move, SUMS, key)
        db.session.execute(sa.insert(model).from_select([*key, *SUMS], sums))
