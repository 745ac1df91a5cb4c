"""A campaign as it is handed down, what was changed in it, and what units are to reach."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, journal
from app.campaigns.days import check_days
from app.campaigns.refusals import HasBegun, IsOver, ReasonMissing, SameDays
from app.db import Base, Id, Prose, db
from app.programmes import Window, all_windows
from app.progress import Definition
from app.tenancy import HandedDown, Own, Scope, owned_by, part_of
from app.units import Unit


def windows_above(unit: Unit) -> list[Window]:
    """The stages under the programmes that a unit and all below it see; one statement."""
    return [w for w in all_windows(unit) if unit.path.startswith(w.programme.unit_path)]


class When(StrEnum):
    """Where a campaign stands in time on a day."""

    AHEAD = "ahead"
    RUNS = "runs"
    OVER = "over"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """What units are told of."""

    START = "start"
    END = "end"


class Campaign(HandedDown, Base):
    """Some days of a stage in which a unit and all below it are to register as many initiatives.

    `target` is what the whole campaign shall add, in initiatives; `counting` says which ones
    count. `words` open the notice of its start. `standing_at` is when ranks were last written,
    `start_told_at` and `end_told_at` when everybody had been told.
    """

    __tablename__ = "campaign"
    __has_parts__ = True
    __table_args__ = (sa.Index("ix_campaign_days", "unit_id", "stage_id", "since"),)
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    name: Mapped[Prose]
    since: Mapped[dt.date]
    until: Mapped[dt.date]
    target: Mapped[int]
    counting: Mapped[str] = mapped_column(default=Definition.REGISTERED.value)
    words: Mapped[Prose | None]
    document: Mapped[Prose | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]
    cancel_reason: Mapped[Prose | None]
    standing_at: Mapped[dt.datetime | None]
    start_told_at: Mapped[dt.datetime | None]
    end_told_at: Mapped[dt.datetime | None]

    # --- how it stands ---

    @property
    def definition(self) -> Definition:
        return Definition(self.counting)

    def when(self, day: dt.date) -> When:
        if self.cancelled_at is not None:
            return When.CANCELLED
        if day < self.since:
            return When.AHEAD
        return When.RUNS if day <= self.until else When.OVER

    def is_of(self, unit: Unit) -> bool:
        """Whether this unit runs it."""
        return self.unit_id == unit.id

    def window_at(self, unit: Unit) -> Window | None:
        """Its stage as a unit sees it; one statement."""
        mine = (self.programme_id, self.stage_id)
        found = (w for w in windows_above(unit) if (w.programme.id, w.stage.id) == mine)
        return next(found, None)

    # --- queries ---

    @classmethod
    def at_unit(cls, unit: Unit) -> sa.Select["Campaign"]:
        """Its own ones and those handed down to it, the latest first."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = sa.select(cls).where(cls.unit_path.in_(line))
        return query.order_by(cls.since.desc(), cls.id.desc())

    @classmethod
    def running_at(cls, unit: Unit, day: dt.date) -> "list[Campaign]":
        """Those of them that run on a day, the one that ends first at the top."""
        runs = cls._running(unit, day)
        return list(db.session.scalars(runs.order_by(cls.until, cls.id)))

    @classmethod
    def any_runs_at(cls, unit: Unit, day: dt.date) -> sa.ColumnElement[bool]:
        """Whether any does, for a statement that asks for more than this."""
        return cls._running(unit, day).exists()

    @classmethod
    def _running(cls, unit: Unit, day: dt.date) -> "sa.Select[Campaign]":
        runs = cls.since <= day, cls.until >= day, cls.cancelled_at.is_(None)
        return cls.at_unit(unit).where(*runs).order_by(None)

    @classmethod
    def seen_from(cls, unit: Unit, campaign_id: int) -> "Campaign | None":
        """One that this unit has part in."""
        return db.session.scalar(cls.at_unit(unit).where(cls.id == campaign_id))

    @property
    def changes(self) -> "Sequence[CampaignChange]":
        """What was changed after its beginning, the newest first."""
        query = sa.select(CampaignChange).where(CampaignChange.campaign_id == self.id)
        return db.session.scalars(query.order_by(CampaignChange.id.desc())).all()

    # --- verbs ---

    @classmethod
    def create(
        cls, unit: Unit, window: Window, *, by: int | None, at: dt.datetime, **facts: Any
    ) -> "Campaign":
        """A campaign of a unit within a stage.

        :param facts: name, since, until, target, and if wanted counting, words, document
        :raises ImpossibleDays: they end before they begin, or lie outside the stage
        :raises SameDays: the unit has another one of the stage on some of them
        """
        where = {"programme_id": window.programme.id, "stage_id": window.stage.id}
        made = cls(**owned_by(unit), **where, **facts, by_id=by, at=at)
        check_days(made.since, made.until, window, clock.day_of(at))
        made._alone(at)
        db.session.add(made)
        db.session.flush()
        journal.record("campaign.create", made, by=by, at=at)
        return made

    def amend(
        self, window: Window, *, by: int | None, at: dt.datetime, reason: str = "", **facts: Any
    ) -> None:
        """Change it: until it begins anything, later its end and target, and that with a reason.

        :raises IsOver: it has ended, or was cancelled
        :raises HasBegun: something else is to be changed, after it has begun
        :raises ReasonMissing: and no reason is given
        :raises ImpossibleDays, SameDays: as when it is created
        """
        self._hold()
        when = self.when(clock.day_of(at))
        facts |= {"programme_id": window.programme.id, "stage_id": window.stage.id}
        changed = {name: it for name, it in facts.items() if getattr(self, name) != it}
        if when not in (When.AHEAD, When.RUNS):
            raise IsOver()
        if not changed:
            return
        if when is When.RUNS:
            if changed.keys() - {"until", "target"}:
                raise HasBegun()
            if not reason:
                raise ReasonMissing()
        if changed.keys() & {"since", "until", "stage_id"}:
            days = facts.get("since", self.since), facts.get("until", self.until)
            check_days(*days, window, clock.day_of(at))
        was = {"until_before": self.until, "target_before": self.target}
        with db.session.no_autoflush:
            for name, value in changed.items():
                setattr(self, name, value)
            self._alone(at)
        if when is When.RUNS:
            now = {"until_after": self.until, "target_after": self.target, "reason": reason}
            change = CampaignChange(**part_of(self), campaign_id=self.id, **was, **now)
            change.by_id, change.at = by, at
            db.session.add(change)
        journal.record("campaign.amend", self, by=by, at=at, fields=changed)

    def cancel(self, reason: str, *, by: int | None, at: dt.datetime) -> None:
        """Call it off, ahead of it or in its midst; doing it twice changes nothing.

        :raises IsOver: it has ended
        :raises ReasonMissing: no reason is given
        """
        self._hold()
        when = self.when(clock.day_of(at))
        if when is When.CANCELLED:
            return
        if when is When.OVER:
            raise IsOver()
        if not reason:
            raise ReasonMissing()
        self.cancelled_at, self.cancel_reason = at, reason
        journal.record("campaign.cancel", self, by=by, at=at)

    def _hold(self) -> None:
        """Have it as it is, and let nobody else change a campaign of the unit until the commit."""
        _wait_for(self.unit_id)
        db.session.refresh(self, with_for_update=True)

    def _alone(self, at: dt.datetime) -> None:
        """See that no other campaign of the unit and stage has one of these days."""
        _wait_for(self.unit_id)
        other = db.session.scalar(
            sa.select(Campaign)
            .where(
                Campaign.unit_id == self.unit_id,
                Campaign.stage_id == self.stage_id,
                Campaign.cancelled_at.is_(None),
                Campaign.since <= self.until,
                Campaign.until >= self.since,
                Campaign.id != (self.id or 0),
            )
            .limit(1)
        )
        if other is not None:
            raise SameDays(other)


def _wait_for(unit_id: int) -> None:
    """Whoever changes a campaign of a unit waits here for whoever does already."""
    held = sa.select(Unit.id).where(Unit.id == unit_id).with_for_update(key_share=True)
    db.session.scalar(held)


class CampaignChange(HandedDown, Base):
    """A change in the midst of a campaign: what its end and target were and became, and why."""

    __tablename__ = "campaign_change"
    __parents__ = {"campaign_id": "campaign"}
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(index=True)
    until_before: Mapped[dt.date]
    until_after: Mapped[dt.date]
    target_before: Mapped[int]
    target_after: Mapped[int]
    reason: Mapped[Prose]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]


class CampaignTarget(Own, Base):
    """What a unit is to add in a campaign, in initiatives, as the unit above it (`giver`) said.

    It lies at the unit that is to reach it: it and those above read it, its siblings do not.
    """

    __tablename__ = "campaign_target"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "unit_id"),)
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    amount: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]


class CampaignStanding(Own, Base):
    """A copy at each unit below: its place among the units under the same one above, and what it
    had itself, as of the campaign's `standing_at`.

    Nothing of those others but how many there are. `rank` is None where the unit has no target
    and its siblings are ranked by theirs.
    """

    __tablename__ = "campaign_standing"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "unit_id"),)
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    rank: Mapped[int | None]
    among: Mapped[int]
    count: Mapped[int]
    target: Mapped[int | None]

    @classmethod
    def of(cls, unit: Unit, ids: Sequence[int]) -> "dict[int, CampaignStanding]":
        """Those of a unit, by campaign."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.campaign_id.in_(ids))
        return {one.campaign_id: one for one in db.session.scalars(query)}


class CampaignTold(Own, Base):
    """That a unit was told of a campaign's start or end; it is told once."""

    __tablename__ = "campaign_told"
    __table_args__ = (sa.UniqueConstraint("campaign_id", "kind", "unit_id"),)
    id: Mapped[Id]
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    kind: Mapped[str]
    at: Mapped[dt.datetime]
