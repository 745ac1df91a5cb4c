"""Allocation plans: a draft of who shall have how much, until it is issued into the ledger.

A plan is one document: its rules and lines are JSON in one row, read and written whole. Each save
carries the version it was typed against; of two savers the second is told, and nothing is lost.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.programmes import Programme
from app.quotas.models import Paper
from app.quotas.plan_lines import NOTHING, NothingToUndo, PlanChanged, PlanClosed, PlanLine
from app.quotas.rules import Amounts, Outcome, Rule
from app.tenancy import Own, owned_by, part_of
from app.units import Unit


class Plan(Own, Base):
    """An allocation plan of a unit under a programme, over one or more stages."""

    __tablename__ = "quota_plan"
    __has_parts__ = True
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    name: Mapped[Prose]
    stages: Mapped[list[Any]]
    rule_data: Mapped[list[Any]]
    line_data: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column()
    changed_at: Mapped[dt.datetime]
    changed_by: Mapped[int | None]
    issued_at: Mapped[dt.datetime | None]
    dropped_at: Mapped[dt.datetime | None]
    document_number: Mapped[str | None]
    document_date: Mapped[dt.date | None]
    label: Mapped[Prose | None]
    explanation: Mapped[Prose | None]
    target_data: Mapped[dict[str, Any] | None]  # what there was to give when it was issued

    programme: Mapped[Programme] = relationship()
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["Plan"]:
        """A unit's plans, without the dropped ones, the newest first."""
        return (
            sa.select(cls)
            .where(cls.unit_id == unit.id, cls.dropped_at.is_(None))
            .options(joinedload(cls.programme), sa.orm.defer(cls.line_data))
            .order_by(cls.id.desc())
        )

    @classmethod
    def draft(
        cls,
        unit: Unit,
        programme: Programme,
        stages: Sequence[int],
        *,
        name: str,
        held: Amounts,
        by: int | None,
        at: dt.datetime,
    ) -> "Plan":
        """A new plan. It begins with what the units hold already.

        :param held: what each unit was given by now, by code and stage id
        """
        plan = cls(
            **owned_by(unit),
            programme_id=programme.id,
            name=name,
            stages=list(stages),
            rule_data=[],
            line_data={c: PlanLine(row).as_data() for c, row in held.items()},
            changed_at=at,
            changed_by=by,
        )
        db.session.add(plan)
        db.session.flush()
        journal.record("quota_plan.draft", plan, by=by, at=at)
        return plan

    # --- what it says ---

    @property
    def is_open(self) -> bool:
        return self.issued_at is None and self.dropped_at is None

    @property
    def rules(self) -> list[Rule]:
        return [Rule.from_data(data) for data in self.rule_data]

    @property
    def lines(self) -> dict[str, PlanLine]:
        """By the units' codes."""
        return {code: PlanLine.from_data(data) for code, data in self.line_data.items()}

    @property
    def by_hand(self) -> Amounts:
        return {code: dict(line.amounts) for code, line in self.lines.items() if line.by_hand}

    # --- verbs ---

    def check(self, version: int | None = None) -> None:
        """That it may be changed.

        :raises PlanClosed: it is issued or dropped
        :raises PlanChanged: `version` is not the one that stands
        """
        if not self.is_open:
            raise PlanClosed()
        if version is not None and version != self.version:
            raise PlanChanged()

    def set_rules(self, rules: Sequence[Rule], *, by: int | None, at: dt.datetime) -> None:
        """Put other rules in the place of its rules; `settle` reckons them."""
        self.check()
        self._keep(by=by, at=at, rules=True, codes=())
        self.rule_data = [rule.as_data() for rule in rules]

    def reckon_anew(self, *, by: int | None, at: dt.datetime) -> None:
        """Begin a change in which `settle` takes over what the rules give now."""
        self.check()
        self._keep(by=by, at=at, codes=())

    def settle(self, outcome: Outcome) -> None:
        """Take over what the rules give; lines by hand stay. A part of the change before it."""
        before, by_hand = self.line_data, self.by_hand
        after = {
            code: PlanLine(row, code in by_hand, outcome.bound.get(code)).as_data()
            for code, row in outcome.amounts.items()
        }
        changed = [c for c in before.keys() | after.keys() if before.get(c) != after.get(c)]
        edit = db.session.scalars(PlanEdit.latest(self)).first()
        if edit:
            edit.before = {**edit.before, "lines": _was(before, changed) | edit.before["lines"]}
        self.line_data = after

    def write(
        self,
        amounts: Amounts,
        *,
        by: int | None,
        at: dt.datetime,
        version: int | None = None,
        lines: Mapping[str, PlanLine] | None = None,
    ) -> None:
        """Write lines by hand; stages that are not named stay as they are.

        :param lines: the lines as the page shows them, if not as they are stored
        :raises PlanClosed, PlanChanged: see `check`
        """
        self.check(version)
        lines = self.lines if lines is None else lines
        changed = {}
        for code, row in amounts.items():
            held = dict.fromkeys(self.stages, 0) | dict(lines.get(code, NOTHING).amounts)
            if any(held.get(stage, 0) != n for stage, n in row.items()):
                changed[code] = PlanLine({**held, **row}, by_hand=True).as_data()
        if changed:
            self._keep(by=by, at=at, codes=changed)
            self.line_data = {**self.line_data, **changed}

    def release(self, code: str, *, by: int | None, at: dt.datetime) -> None:
        """Let the rules reckon a line that was written by hand."""
        self.check()
        if code in self.line_data:
            self._keep(by=by, at=at, codes=[code])
            line = PlanLine(self.lines[code].amounts, by_hand=False)
            self.line_data = {**self.line_data, code: line.as_data()}

    def undo(self, *, by: int | None, at: dt.datetime, version: int | None = None) -> None:
        """Take the last change back.

        :raises NothingToUndo: none is left
        """
        self.check(version)
        edit = db.session.scalars(PlanEdit.latest(self)).first()
        if edit is None:
            raise NothingToUndo()
        lines = {**self.line_data, **edit.before["lines"]}
        self.line_data = {code: data for code, data in lines.items() if data is not None}
        if "rules" in edit.before:
            self.rule_data = edit.before["rules"]
        self.changed_by, self.changed_at = by, at
        db.session.delete(edit)

    def publish(
        self,
        paper: Paper,
        *,
        lines: Mapping[str, PlanLine],
        target: Mapping[int, int],
        explanation: str | None,
        by: int,
        at: dt.datetime,
    ) -> None:
        """Close it as issued under a document, with its lines and what there was to give."""
        self.check()
        self.line_data = {code: line.as_data() for code, line in lines.items()}
        self.target_data = {str(stage): amount for stage, amount in target.items()}
        self.document_number, self.document_date, self.label = paper.number, paper.day, paper.label
        self.issued_at, self.changed_by, self.explanation = at, by, explanation
        journal.record("quota_plan.issue", self, by=by, at=at)

    def drop(self, *, by: int | None, at: dt.datetime) -> None:
        """Give the draft up."""
        self.check()
        self.dropped_at = at
        journal.record("quota_plan.drop", self, by=by, at=at)

    def _keep(self, *, by: int | None, at: dt.datetime, codes: Any, rules: bool = False) -> None:
        """Keep what is about to change, for `undo`."""
        before: dict[str, Any] = {"lines": _was(self.line_data, codes)}
        if rules:
            before["rules"] = self.rule_data
        db.session.add(PlanEdit(**part_of(self), plan_id=self.id, before=before, by_id=by, at=at))
        self.changed_by, self.changed_at = by, at


def _was(lines: Mapping[str, Any], codes: Any) -> dict[str, Any]:
    """Lines as they stood; None where there was none."""
    return {code: lines.get(code) for code in codes}


class PlanEdit(Own, Base):
    """One change of a plan: how the rules and lines it touched stood before."""

    __tablename__ = "quota_plan_edit"
    __parents__ = {"plan_id": "quota_plan"}
    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(index=True)
    before: Mapped[dict[str, Any]]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime]

    @classmethod
    def latest(cls, plan: Plan) -> sa.Select["PlanEdit"]:
        return sa.select(cls).where(cls.plan_id == plan.id).order_by(cls.id.desc()).limit(1)
