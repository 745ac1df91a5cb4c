"""Rules of reminding: whom, when, which way and with which words."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.deadlines import places
from app.deadlines.refusals import NeverDue, NotPreviewed, NoWay, NoWords, WrongOffset
from app.deadlines.words import Reach, Way, Who
from app.programmes import Programme, Stage
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit

MOST_DAYS = 365
EIGHT = dt.time(8)


class Reminding(HandedDown, Base):
    """A rule of a unit for units below it.

    `offsets` are days before the receiver's own cut-off, `weekday` is 0 (Monday) to 6; at least
    one of both is given. `stage_id` None: every stage of the programme while it runs. It acts
    while `switched_on_at` stands, and speaks of what becomes due after that moment.
    """

    __tablename__ = "reminding"
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stage.id"))
    name: Mapped[Prose]
    who: Mapped[str]
    offsets: Mapped[list[Any]]
    weekday: Mapped[int | None]
    clock_time: Mapped[dt.time]
    ways: Mapped[list[Any]]
    reach: Mapped[str]
    title: Mapped[Prose]
    body: Mapped[Prose]
    written_at: Mapped[dt.datetime]
    written_by: Mapped[int | None]
    previewed_at: Mapped[dt.datetime | None]
    previewed_by: Mapped[int | None]
    switched_on_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    switched_on_by: Mapped[int | None]

    programme: Mapped[Programme] = relationship()
    stage: Mapped[Stage | None] = relationship()

    @property
    def is_on(self) -> bool:
        return self.switched_on_at is not None

    @property
    def is_previewed(self) -> bool:
        """Whether somebody has seen whom it reaches since it was last changed."""
        return self.previewed_at is not None

    # --- queries ---

    @classmethod
    def of(cls, unit: Unit) -> "list[Reminding]":
        """A unit's own rules, the oldest first."""
        return list(
            db.session.scalars(sa.select(cls).where(cls.unit_id == unit.id).order_by(cls.id))
        )

    @classmethod
    def from_above(cls, unit: Unit) -> "list[Reminding]":
        """Rules of units above by which this unit reminds its own children."""
        query = sa.select(cls).where(
            cls.unit_path.in_(Scope(unit.path).ancestors), cls.reach == Reach.EACH_LEVEL
        )
        return list(db.session.scalars(query.order_by(cls.unit_path, cls.id)))

    @classmethod
    def acting_at(cls, unit: Unit) -> "list[Reminding]":
        """The rules that are on and by which this unit reminds its children."""
        each = sa.and_(cls.unit_path.in_(Scope(unit.path).ancestors), cls.reach == Reach.EACH_LEVEL)
        query = sa.select(cls).where(
            sa.or_(cls.unit_id == unit.id, each), cls.switched_on_at.is_not(None)
        )
        return list(db.session.scalars(query.order_by(cls.unit_path, cls.id)))

    @classmethod
    def switched_on(cls) -> "list[Reminding]":
        """All that act, as far as the scope reads, in one order."""
        query = sa.select(cls).where(cls.switched_on_at.is_not(None))
        return list(db.session.scalars(query.order_by(cls.unit_path, cls.id)))

    def acts_at(self, path: str) -> bool:
        """Whether the unit at `path` reminds its children by this rule."""
        if path == self.unit_path:
            return True
        return self.reach == Reach.EACH_LEVEL and path.startswith(self.unit_path)

    # --- verbs ---

    @classmethod
    def write(
        cls,
        unit: Unit,
        *,
        programme: Programme,
        stage: Stage | None = None,
        name: str,
        who: Who,
        offsets: Iterable[int] = (),
        weekday: int | None = None,
        clock_time: dt.time = EIGHT,
        ways: Iterable[Way] = (Way.NOTICE,),
        reach: Reach = Reach.CHILDREN,
        title: str,
        body: str,
        by: int | None,
        at: dt.datetime,
    ) -> "Reminding":
        """A new rule, which does not act yet.

        :raises NeverDue, WrongOffset, NoWay, NoWords: see each
        :raises WrongPlace: title or body name a place that there is not
        """
        rule = cls(**owned_by(unit), written_at=at, written_by=by)
        rule.programme_id, rule.stage_id = programme.id, stage.id if stage else None
        rule._say(name, who, offsets, weekday, clock_time, ways, reach, title, body)
        db.session.add(rule)
        db.session.flush()
        journal.record("reminding.write", rule, by=by, at=at)
        return rule

    def amend(
        self,
        *,
        name: str,
        who: Who,
        offsets: Iterable[int],
        weekday: int | None,
        clock_time: dt.time,
        ways: Iterable[Way],
        reach: Reach,
        title: str,
        body: str,
        by: int | None,
        at: dt.datetime,
    ) -> None:
        """Say it otherwise; a change switches it off until its preview was seen again.

        :raises NeverDue, WrongOffset, NoWay, NoWords, WrongPlace: see `write`
        """
        before = self._said()
        self._say(name, who, offsets, weekday, clock_time, ways, reach, title, body)
        fields = [field for field, value in self._said().items() if before[field] != value]
        if fields:
            self.written_at, self.written_by = at, by
            self.previewed_at = self.previewed_by = None
            self.switched_on_at = self.switched_on_by = None
            journal.record("reminding.amend", self, by=by, at=at, fields=fields)

    def note_preview(self, *, by: int | None, at: dt.datetime) -> None:
        """Keep that somebody has seen whom it reaches with which words."""
        if self.previewed_at is None:
            self.previewed_at, self.previewed_by = at, by
            journal.record("reminding.preview", self, by=by, at=at)

    def switch_on(self, *, by: int | None, at: dt.datetime) -> None:
        """Let it act from now on; twice is once.

        :raises NotPreviewed: nobody has seen its preview since it was last changed
        """
        if self.is_on:
            return
        if not self.is_previewed:
            raise NotPreviewed()
        self.switched_on_at, self.switched_on_by = at, by
        journal.record("reminding.switch-on", self, by=by, at=at)

    def switch_off(self, *, by: int | None, at: dt.datetime) -> None:
        """Let it rest; twice is once."""
        if self.is_on:
            self.switched_on_at = self.switched_on_by = None
            journal.record("reminding.switch-off", self, by=by, at=at)

    SAID = ("name", "who", "offsets", "weekday", "clock_time", "ways", "reach", "title", "body")

    def _said(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.SAID}

    def _say(
        self,
        name: str,
        who: Who,
        offsets: Iterable[int],
        weekday: int | None,
        clock_time: dt.time,
        ways: Iterable[Way],
        reach: Reach,
        title: str,
        body: str,
    ) -> None:
        days = sorted(set(offsets), reverse=True)
        if not days and weekday is None:
            raise NeverDue()
        if any(not 0 <= day <= MOST_DAYS for day in days):
            raise WrongOffset()
        chosen = [way.value for way in Way if way in set(ways)]
        if not chosen:
            raise NoWay()
        if not (name.strip() and title.strip() and body.strip()):
            raise NoWords()
        places.check(title=title, body=body)
        self.name, self.who, self.offsets, self.weekday = (
            name.strip(),
            Who(who).value,
            days,
            weekday,
        )
        self.clock_time, self.ways, self.reach = clock_time, chosen, Reach(reach).value
        self.title, self.body = title.strip(), body.strip()
