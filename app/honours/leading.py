"""The worker's part for leading units: the best of each kind by what is valid over the quota.

Kinds are data (LĐLĐ tỉnh, cấp trên trực tiếp, CĐCS, …); each has its ten first places, equal rates
share one, and the places they take up are left out. A grassroots union needs a quota of `LEAST` to
be compared, or one initiative of one would lead. Of many who share the last places `MOST` are
shown, those with the most initiatives, and the board says how many more there are.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.db import db, insert_all
from app.honours.hanging import UNIT
from app.honours.models import Board, Honour
from app.initiatives import Tally
from app.programmes import Programme, Stage
from app.quotas import QuotaBalance
from app.tenancy import STEP, Scope, owned_by
from app.units import Kind, Unit

LEADERS = "honours.leaders"
FRESH = dt.timedelta(hours=6)
PLACES, MOST, LEAST = 10, 30, 10


@jobs.work(LEADERS)
def find_leaders() -> bool:
    """Count the leading units of one stage, if its board is older than some hours."""
    at = clock.now()
    with jobs.reading(LEADERS):
        due = _due(at)
    if due is None:
        return False
    with jobs.step(Scope(due.path)):
        top = db.session.scalars(sa.select(Unit).where(Unit.path == due.path)).one()
        _write(top, db.session.get_one(Stage, due.stage_id), at)
    return True


def _due(at: dt.datetime) -> Any:
    """A stage of the nation's programme that has begun, and whose board is old or missing."""
    root = sa.select(sa.func.min(Unit.path)).scalar_subquery()
    query = (
        sa.select(Stage.id.label("stage_id"), Stage.unit_path.label("path"))
        .join(Programme, Programme.id == Stage.programme_id)
        .outerjoin(Board, sa.and_(Board.stage_id == Stage.id, Board.unit_path == Stage.unit_path))
        .where(
            Stage.unit_path == root,
            Programme.parent_id.is_(None),
            Stage.submitted_since <= at,
            sa.or_(Board.id.is_(None), Board.as_of <= at - FRESH),
        )
    )
    return db.session.execute(query.order_by(Stage.id).limit(1)).first()


@dataclass(frozen=True)
class Candidate:
    """A unit with a quota, and what is valid in its subtree."""

    name: str
    kind: str
    count: int
    quota: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.count, self.quota)


def ranked(candidates: Iterable[Candidate]) -> tuple[list[tuple[int, Candidate]], int]:
    """The places of one kind, and how many that share the last of them are not among these."""
    some = [one for one in candidates if one.count > 0]
    order = sorted(some, key=lambda one: (-one.rate, -one.count, one.name))
    above = Counter(one.rate for one in order)
    places, place = {}, 1
    for rate in sorted(above, reverse=True):
        places[rate], place = place, place + above[rate]
    first = [(places[one.rate], one) for one in order if places[one.rate] <= PLACES]
    return first[:MOST], len(first[MOST:])


def _write(top: Unit, stage: Stage, at: dt.datetime) -> None:
    of_kind = defaultdict(list)
    for candidate in _candidates(top, stage):
        of_kind[candidate.kind].append(candidate)
    place = {**owned_by(top), "kind": UNIT, "stage_id": stage.id, "as_of": at}
    rows, left_out = [], {}
    for kind, candidates in of_kind.items():
        shown, left = ranked(candidates)
        if left:
            left_out[kind] = left
        for position, one in shown:
            row = {"name": one.name, "kind_code": kind, "position": position}
            rows.append({**place, **row, "quota": one.quota, "count": one.count})
    db.session.execute(sa.delete(Honour).where(Honour.kind == UNIT, Honour.stage_id == stage.id))
    insert_all(Honour, rows)
    board = Board.of(top.path, stage) or Board(**owned_by(top), stage_id=stage.id)
    board.as_of, board.left_out = at, left_out
    db.session.add(board)


def _candidates(top: Unit, stage: Stage) -> list[Candidate]:
    """The open units that received a quota of the nation's programme, but for the root."""
    valid = _valid_below(stage)
    grassroots = {kind.code for kind in Kind.known() if kind.grassroots}
    query = (
        sa.select(Unit.path, Unit.name, Unit.kind_code, QuotaBalance.received)
        .join(QuotaBalance, QuotaBalance.unit_id == Unit.id)
        .where(
            QuotaBalance.programme_id == stage.programme_id,
            QuotaBalance.stage_id == stage.id,
            QuotaBalance.received > 0,
            Unit.path != top.path,
            Unit.closed_on.is_(None),
        )
    )
    return [
        Candidate(row.name, row.kind_code, valid[row.path], row.received)
        for row in db.session.execute(query)
        if row.kind_code not in grassroots or row.received >= LEAST
    ]


def _valid_below(stage: Stage) -> Counter[str]:
    """What is valid at each path and below, from each unit's own count."""
    own = (
        sa.select(Tally.unit_path, sa.func.sum(Tally.valid))
        .where(Tally.stage_id == stage.id, Tally.valid != 0)
        .group_by(Tally.unit_path)
    )
    sums: Counter[str] = Counter()
    for path, count in db.session.execute(own):
        for end in range(STEP, len(path) + 1, STEP):
            sums[path[:end]] += int(count)
    return sums
