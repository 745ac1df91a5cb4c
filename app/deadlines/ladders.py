"""Ladders: the steps that follow one another while a unit stays behind, as data."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal
from app.access import Role
from app.db import Base, Id, Prose, db
from app.deadlines.refusals import LadderThere, NoSteps, WrongStep
from app.deadlines.words import Measure, StepKind
from app.programmes import Programme
from app.tenancy import HandedDown, Scope, owned_by, part_of
from app.units import Unit

ABOVE = "above"
"""In `told` of a step: the unit above the one that acts; beside it roles at the unit itself."""


@dataclass(frozen=True)
class Rung:
    """A step as it is laid down.

    It becomes due when the unit is behind its line by `behind_by` (in `measure`), has been behind
    for `for_days` days, and the step before was done `wait_days` days ago without an answer that
    still holds. `acts` is the role that sees to it, `told` roles, and perhaps `ABOVE`.
    """

    name: str
    kind: StepKind
    behind_by: int = 0
    measure: Measure = Measure.POINTS
    for_days: int = 0
    wait_days: int = 0
    acts: Role = Role.OFFICER
    told: tuple[str, ...] = ()


class Ladder(HandedDown, Base):
    """A unit's ladder under a programme. The nearest one upward that is switched on holds for the
    unit that acts, as with cut-offs."""

    __tablename__ = "ladder"
    __has_parts__ = True
    __table_args__ = (sa.UniqueConstraint("unit_id", "programme_id"),)
    id: Mapped[Id]
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    name: Mapped[Prose]
    written_at: Mapped[dt.datetime]
    written_by: Mapped[int | None]
    switched_on_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    switched_on_by: Mapped[int | None]

    programme: Mapped[Programme | None] = relationship()
    steps: Mapped[list["LadderStep"]] = relationship(
        primaryjoin=lambda: Ladder.id == sa.orm.foreign(LadderStep.ladder_id),
        order_by=lambda: LadderStep.position,
        viewonly=True,
    )

    @property
    def is_on(self) -> bool:
        return self.switched_on_at is not None

    @classmethod
    def known(cls) -> sa.Select["Ladder"]:
        """With their steps, the root's first."""
        return (
            sa.select(cls).options(sa.orm.selectinload(cls.steps)).order_by(cls.unit_path, cls.id)
        )

    @classmethod
    def of(cls, unit: Unit) -> "list[Ladder]":
        """A unit's own."""
        return list(db.session.scalars(cls.known().where(cls.unit_id == unit.id)))

    @classmethod
    def switched_on(cls) -> "list[Ladder]":
        """All that hold somewhere, as far as the scope reads, the root's first."""
        return list(db.session.scalars(cls.known().where(cls.switched_on_at.is_not(None))))

    @classmethod
    def holding(cls, unit: Unit, programme: Programme) -> "Ladder | None":
        """The one that holds when `unit` acts; None where nobody has switched one on."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = cls.known().where(
            cls.unit_path.in_(line),
            cls.switched_on_at.is_not(None),
            sa.or_(cls.programme_id == programme.id, cls.programme_id.is_(None)),
        )
        return nearest(list(db.session.scalars(query)), unit.path, programme.id)

    @classmethod
    def lay(
        cls,
        unit: Unit,
        *,
        programme: Programme | None,
        name: str,
        steps: Sequence[Rung],
        by: int | None,
        at: dt.datetime,
    ) -> "Ladder":
        """Lay a ladder down, not yet switched on.

        :param programme: None for all programmes that have none of their own
        :raises NoSteps, WrongStep: see each
        :raises LadderThere: the unit has one of that programme
        """
        check(steps)
        number = programme.id if programme else None
        mine = sa.select(cls.id).where(
            cls.unit_id == unit.id, cls.programme_id.is_not_distinct_from(number)
        )
        if db.session.scalar(mine) is not None:
            raise LadderThere()
        ladder = cls(
            **owned_by(unit), programme_id=number, name=name.strip(), written_at=at, written_by=by
        )
        try:
            with db.session.begin_nested():
                db.session.add(ladder)
        except sa.exc.IntegrityError as error:
            raise LadderThere() from error
        ladder._put(steps)
        journal.record("ladder.lay", ladder, by=by, at=at)
        return ladder

    def rewrite(self, name: str, steps: Sequence[Rung], *, by: int | None, at: dt.datetime) -> None:
        """Other steps from now on; what was made by the ones before stays as it was.

        :raises NoSteps, WrongStep: see each
        """
        check(steps)
        if (self.name, [step.rung for step in self.steps]) == (name.strip(), list(steps)):
            return
        self.name, self.written_at, self.written_by = name.strip(), at, by
        db.session.execute(sa.delete(LadderStep).where(LadderStep.ladder_id == self.id))
        self._put(steps)
        journal.record("ladder.rewrite", self, by=by, at=at, fields=["steps"])

    def switch_on(self, *, by: int | None, at: dt.datetime) -> None:
        """Let it hold from now on; twice is once."""
        if not self.is_on:
            self.switched_on_at, self.switched_on_by = at, by
            journal.record("ladder.switch-on", self, by=by, at=at)

    def switch_off(self, *, by: int | None, at: dt.datetime) -> None:
        """Let it rest: a ladder further up may hold then. Twice is once."""
        if self.is_on:
            self.switched_on_at = self.switched_on_by = None
            journal.record("ladder.switch-off", self, by=by, at=at)

    def _put(self, steps: Sequence[Rung]) -> None:
        for position, rung in enumerate(steps, 1):
            row = {**asdict(rung), "told": list(rung.told)}
            row |= {name: str(getattr(rung, name).value) for name in ("kind", "measure", "acts")}
            db.session.add(LadderStep(**part_of(self), ladder_id=self.id, position=position, **row))
        db.session.flush()
        db.session.expire(self, ["steps"])


class LadderStep(HandedDown, Base):
    """A step of a ladder; see `Rung` for what its columns say."""

    __tablename__ = "ladder_step"
    __parents__ = {"ladder_id": "ladder"}
    __table_args__ = (sa.UniqueConstraint("ladder_id", "position"),)
    id: Mapped[Id]
    ladder_id: Mapped[int]
    position: Mapped[int]
    name: Mapped[Prose]
    kind: Mapped[str]
    behind_by: Mapped[int]
    measure: Mapped[str]
    for_days: Mapped[int]
    wait_days: Mapped[int]
    acts: Mapped[str]
    told: Mapped[list[Any]]

    @property
    def rung(self) -> Rung:
        return Rung(
            self.name,
            StepKind(self.kind),
            self.behind_by,
            Measure(self.measure),
            self.for_days,
            self.wait_days,
            Role(self.acts),
            tuple(self.told),
        )


def check(steps: Sequence[Rung]) -> None:
    if not steps:
        raise NoSteps()
    for step in steps:
        if not step.name.strip() or min(step.behind_by, step.for_days, step.wait_days) < 0:
            raise WrongStep()


def nearest(ladders: Sequence[Ladder], path: str, programme_id: int) -> Ladder | None:
    """Of ladders that are switched on, the one that holds at `path` under a programme; one of that
    very programme goes before one for all at the same unit."""
    found = [
        one
        for one in ladders
        if path.startswith(one.unit_path) and one.programme_id in (None, programme_id)
    ]
    return max(found, key=lambda one: (len(one.unit_path), one.programme_id or 0), default=None)
