"""What a run has to look at: under which programmes and stages, in which subtrees, by which rules.

One pass is one programme and one of its stages. Rules and ladders are read first; where there is
none, nothing else is.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from app.db import db
from app.deadlines.ladders import Ladder, nearest
from app.deadlines.moments import Times
from app.deadlines.rules import Reminding
from app.deadlines.words import Who
from app.programmes import Cutoff, Programme, Stage
from app.progress import Definition
from app.tenancy import STEP
from app.workdays import DAY

MOST_TOPS = 12
"""Subtrees that are read one by one; more are read as the one that holds them all."""
LOOK_BACK = 31
"""Days beyond those that a ladder asks for: how long the daily run may have slept."""


@dataclass(frozen=True)
class Pass:
    """A programme and a stage of it, with the rules and ladders that act there."""

    programme: Programme
    stage: Stage
    rules: Sequence[Reminding]
    ladders: Sequence[Ladder]

    @property
    def key(self) -> tuple[int, int]:
        return self.programme.id, self.stage.id

    @property
    def definition(self) -> Definition:
        return Definition(self.programme.counting)

    @property
    def first_day(self) -> dt.date:
        return self.stage.first_day

    @cached_property
    def tops(self) -> list[str]:
        """The paths of the subtrees to read; none of them holds another."""
        tops: list[str] = []
        laid = {rule.unit_path for rule in self.rules} | {one.unit_path for one in self.ladders}
        for path in sorted(laid):
            if not tops or not path.startswith(tops[-1]):
                tops.append(path)
        return tops if len(tops) <= MOST_TOPS else [_common(tops)]

    @cached_property
    def asks_for_quotas(self) -> bool:
        return any(rule.who == Who.QUOTA for rule in self.rules)

    @cached_property
    def days_back(self) -> int:
        """How many days of the past a ladder needs; 0 without one."""
        days = [step.for_days for ladder in self.ladders for step in ladder.steps]
        return max(days) + LOOK_BACK if days else 0

    def history_since(self, today: dt.date) -> dt.date:
        """The day after which changes are read."""
        return today - DAY * self.days_back

    def rules_at(self, path: str) -> list[Reminding]:
        """The rules by which the unit at `path` reminds its children."""
        return [rule for rule in self.rules if rule.acts_at(path)]

    def ladder_at(self, path: str) -> Ladder | None:
        """The ladder that holds when the unit at `path` acts."""
        return nearest(self.ladders, path, self.programme.id)


def times_of(rule: Reminding) -> Times:
    return Times(tuple(rule.offsets), rule.weekday, rule.clock_time)


def passes(rules: Iterable[Reminding], ladders: Iterable[Ladder], at: dt.datetime) -> list[Pass]:
    """The passes that some rules and ladders ask for, as far as their stages run. Few statements.

    A stage runs until the last deadline that any unit has in it: extensions may lie after its end.
    """
    rules, ladders = list(rules), [one for one in ladders if one.steps]
    if not rules and not ladders:
        return []
    latest = dict(
        db.session.execute(
            sa.select(Cutoff.stage_id, sa.func.max(Cutoff.at)).group_by(Cutoff.stage_id)
        ).all()
    )
    found = []
    for programme in Programme.known():
        for stage in programme.whole_stages:
            last = max([stage.submitted_until, *filter(None, [latest.get(stage.id)])])
            if not stage.submitted_since <= at <= last:
                continue
            one = Pass(
                programme,
                stage,
                [rule for rule in rules if _is_about(rule, programme, stage)],
                [ladder for ladder in ladders if _holds_for(ladder, programme)],
            )
            if one.rules or one.ladders:
                found.append(one)
    return found


def _is_about(rule: Reminding, programme: Programme, stage: Stage) -> bool:
    return rule.programme_id == programme.id and rule.stage_id in (None, stage.id)


def _holds_for(ladder: Ladder, programme: Programme) -> bool:
    """A ladder that names no programme holds for the nation's, not for local ones over its stages:
    a unit would be urged twice about the same initiatives."""
    if ladder.programme_id is None:
        return programme.parent_id is None
    return ladder.programme_id == programme.id


def _common(paths: Sequence[str]) -> str:
    """The path of the nearest unit above all of some."""
    first, last = min(paths), max(paths)
    shared = 0
    while first[shared : shared + STEP] == last[shared : shared + STEP]:
        shared += STEP
    return first[:shared]
