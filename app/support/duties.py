"""The duty roster (lịch trực): who of a unit is asked, when, and who stands in.

Handed down: everybody below sees whom to call. Numbers of officers stand sealed like all others.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal
from app.accounts import Membership
from app.calendars import workdays_of
from app.ciphers import Sealed, Secret
from app.db import Base, Id, Prose, db
from app.support.clocks import hours_words
from app.support.looked import LookedFor
from app.support.refusals import NoDays
from app.support.routing import Roster, Turn, Worktime, there
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit
from app.vietnamese import fold

NOBODY: dict[str, Any] = {"stand_in_id": None, "stand_in": "", "stand_in_phone": None}
"""What is said of a duty without a stand-in."""
IS_LIVE = sa.column("dissolved_at").is_(None)


class SupportTeam(HandedDown, Base):
    """The support team (tổ hỗ trợ) of a unit, usually a grassroots union; one at a time."""

    __tablename__ = "support_team"
    __has_parts__ = True
    __table_args__ = (
        sa.Index(
            "uq_support_team_unit",
            "unit_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
    )
    id: Mapped[Id]
    name: Mapped[Prose]
    made_at: Mapped[dt.datetime]
    dissolved_at: Mapped[dt.datetime | None]

    @classmethod
    def of(cls, unit: Unit) -> "SupportTeam | None":
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.dissolved_at.is_(None))
        return db.session.scalar(query)

    @classmethod
    def name_for(cls, unit: Unit, name: str, *, by: int | None, at: dt.datetime) -> "SupportTeam":
        """Let a unit have a team of that name; the same name again changes nothing."""
        team = cls.of(unit) or cls(**owned_by(unit), made_at=at)
        if team.name == name:
            return team
        team.name = name
        db.session.add(team)
        journal.record("support_team.name", team, by=by, at=at, fields=["name"])
        return team

    def dissolve(self, *, by: int | None, at: dt.datetime) -> None:
        """End the team and the duties in it."""
        if self.dissolved_at:
            return
        self.dissolved_at = at
        for duty in db.session.scalars(sa.select(Duty).where(Duty.team_id == self.id)):
            duty.end(by=by, at=at)
        journal.record("support_team.dissolve", self, by=by, at=at)


class Duty(LookedFor, Sealed, HandedDown, Base):
    """Somebody's duty at a unit: `since`–`until` (days, included), `hours` as `clocks` keeps them.

    `account_id` and `stand_in_id` are accounts, where these people have one.
    """

    __tablename__ = "duty"
    __parents__ = {"team_id": "support_team"}
    __looked_for__ = ("full_name", "office", "stand_in")
    id: Mapped[Id]
    team_id: Mapped[int | None] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    full_name: Mapped[Prose]
    office: Mapped[Prose] = mapped_column(default="")
    phone_sealed: Mapped[bytes | None]
    hours: Mapped[str]
    since: Mapped[dt.date | None]
    until: Mapped[dt.date | None]
    away_since: Mapped[dt.date | None]
    away_until: Mapped[dt.date | None]
    stand_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    stand_in: Mapped[Prose] = mapped_column(default="")
    stand_in_phone_sealed: Mapped[bytes | None]
    ended_at: Mapped[dt.datetime | None]

    phone = Secret[str | None](lambda: None)
    stand_in_phone = Secret[str | None](lambda: None)

    team: Mapped[SupportTeam | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Duty.team_id) == SupportTeam.id, viewonly=True
    )
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Duty.unit_id) == Unit.id, viewonly=True
    )

    @property
    def hours_words(self) -> str:
        return hours_words(self.hours)

    @property
    def turn(self) -> Turn:
        """What routing and clocks need of it."""
        return Turn(
            account_id=self.account_id,
            since=self.since,
            until=self.until,
            hours=self.hours,
            away_since=self.away_since,
            away_until=self.away_until,
            has_stand_in=bool(self.stand_in),
            stand_in_id=self.stand_in_id,
        )

    @classmethod
    def listed(cls, paths: Iterable[str]) -> "list[Duty]":
        """Those that are laid down at some units of one line, the root's first."""
        query = sa.select(cls).where(cls.unit_path.in_(list(paths)), cls.ended_at.is_(None))
        query = query.options(sa.orm.joinedload(cls.unit), sa.orm.joinedload(cls.team))
        return list(db.session.scalars(query.order_by(cls.unit_path, cls.id)))

    @classmethod
    def rosters(cls, path: str) -> dict[str, Roster]:
        """What holds in a unit's line, by path; one statement."""
        found: dict[str, list[Turn]] = {}
        for duty in cls.listed([*Scope(path).ancestors, path]):
            found.setdefault(duty.unit_path, []).append(duty.turn)
        return {at: tuple(turns) for at, turns in found.items()}

    @classmethod
    def worktime(cls, unit: Unit) -> Worktime:
        """When a unit's desk is open; two statements."""
        roster = tuple(duty.turn for duty in cls.listed([unit.path]))
        return Worktime(workdays_of(unit), roster)

    @classmethod
    def find(cls, unit: Unit, duty_id: int, team: SupportTeam | None = None) -> "Duty | None":
        """One of this very unit: of its officers, or of its team."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.id == duty_id)
        query = query.where(cls.team_id == (team.id if team else None))
        return db.session.scalar(query.where(cls.ended_at.is_(None)))

    @classmethod
    def below(cls, unit: Unit, text: str = "") -> "sa.Select[Duty]":
        """Those laid down below a unit, by unit, whose people or units are called like `text`."""
        low, high = Scope(unit.path).bounds
        query = sa.select(cls).join(cls.unit).options(sa.orm.contains_eager(cls.unit))
        query = query.where(cls.unit_path > low, cls.unit_path < high, cls.ended_at.is_(None))
        if text:
            words = fold(text)
            named = (cls.search, Unit.search)
            query = query.where(sa.or_(*(n.contains(words, autoescape=True) for n in named)))
        query = query.options(sa.orm.joinedload(cls.team))
        return query.order_by(cls.unit_path, cls.id)

    @classmethod
    def lay_down(
        cls, unit: Unit, said: dict[str, Any], *, by: int | None, at: dt.datetime
    ) -> "Duty":
        """Put somebody on the roster; `said` are columns and numbers.

        :raises NoDays: it would end before it begins
        """
        duty = cls(**owned_by(unit))
        duty._say(said)
        db.session.add(duty)
        journal.record("duty.lay-down", duty, by=by, at=at)
        return duty

    def change(self, said: dict[str, Any], *, by: int | None, at: dt.datetime) -> None:
        """Say it anew.

        :raises NoDays: it would end before it begins
        """
        self._say(said)
        journal.record("duty.change", self, by=by, at=at)

    def end(self, *, by: int | None, at: dt.datetime) -> None:
        """Take it off the roster; a second time changes nothing."""
        if self.ended_at is None:
            self.ended_at = at
            journal.record("duty.end", self, by=by, at=at)

    @classmethod
    def held_by(cls, account_id: int, unit: Unit) -> "list[Duty]":
        """The lines that somebody has on the roster of this very unit."""
        return [duty for duty in cls.listed([unit.path]) if duty.account_id == account_id]

    def pass_on(self, to: Membership, *, by: int, at: dt.datetime) -> None:
        """Let somebody else have it. Numbers are people's own: only a stand-in brings his along."""
        stood_in = self.stand_in_id == to.account_id
        phone = self.stand_in_phone if stood_in else None
        who = {"account_id": to.account_id, "full_name": to.full_name, "office": to.office}
        back = {"away_since": None, "away_until": None}
        self.change({**who, **back, "phone": phone, **(NOBODY if stood_in else {})}, by=by, at=at)

    @classmethod
    def let_go(cls, unit: Unit, account_id: int, *, by: int | None, at: dt.datetime) -> None:
        """An account has no duty at a unit any more, and stands in for nobody there."""
        for duty in cls.listed([unit.path]):
            if duty.account_id == account_id:
                duty.end(by=by, at=at)
            elif duty.stand_in_id == account_id:
                duty.change(NOBODY, by=by, at=at)

    def who(self, day: dt.date, roster: Roster) -> "tuple[str, str | None] | None":
        """Who is asked that day, and the number; None when nobody is there."""
        found = dict(there(roster, day))
        if self.turn not in found:
            return None
        if found[self.turn]:
            return self.stand_in, self.stand_in_phone
        return self.full_name, self.phone

    def _say(self, said: dict[str, Any]) -> None:
        spans = [(said.get(f"{kind}since"), said.get(f"{kind}until")) for kind in ("", "away_")]
        if any(since and until and until < since for since, until in spans):
            raise NoDays()
        for name, value in said.items():
            setattr(self, name, value)
