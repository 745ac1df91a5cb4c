"""Links of grassroots unions, and what came in by them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, Prose, db
from app.initiatives import Erasure, erased
from app.links import codes
from app.tenancy import Own, owned_by, part_of
from app.units import Kind, Unit
from app.web.errors import Refused


class OnlyGrassroots(Refused):
    message = _l("Chỉ công đoàn cơ sở có liên kết nộp sáng kiến.")


@dataclass(frozen=True)
class Count:
    """How many came in by a link."""

    today: int = 0
    in_all: int = 0


class UnitLink(Own, Base):
    """The link of a grassroots union. One runs at a time; what is stopped stays stopped."""

    __tablename__ = "unit_link"
    __has_parts__ = True
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "key"),
        sa.Index(
            "ix_unit_link_running",
            "unit_id",
            unique=True,
            sqlite_where=sa.column("stopped_at").is_(None),
            postgresql_where=sa.column("stopped_at").is_(None),
        ),
    )
    id: Mapped[Id]
    key: Mapped[str]
    since: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    stopped_at: Mapped[dt.datetime | None]
    stopped_by_id: Mapped[int | None]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(UnitLink.unit_id) == Unit.id, viewonly=True
    )

    @property
    def code(self) -> str:
        return codes.make(self.unit_id, self.key)

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.unit.is_open

    @property
    def since_day(self) -> dt.date:
        return clock.day_of(self.since)

    # --- queries ---

    @classmethod
    def by_key(cls, key: str) -> "UnitLink | None":
        """The link of that key; the door's scope holds one unit."""
        return db.session.scalar(sa.select(cls).where(cls.key == key))

    @classmethod
    def running_at(cls, unit: Unit) -> "UnitLink | None":
        return db.session.scalar(
            sa.select(cls).where(cls.unit_id == unit.id, cls.stopped_at.is_(None))
        )

    @classmethod
    def running_of(cls, units: Iterable[Unit]) -> "dict[int, UnitLink]":
        """The running links of some units, by the unit's id."""
        numbers = [unit.id for unit in units]
        query = sa.select(cls).where(cls.unit_id.in_(numbers), cls.stopped_at.is_(None))
        return {link.unit_id: link for link in db.session.scalars(query)}

    @staticmethod
    def may_be_at(unit: Unit) -> bool:
        return bool(unit.kind and unit.kind.grassroots)

    @staticmethod
    def grassroots_below(unit: Unit, *, linked: bool = False) -> sa.Select[Unit]:
        """The open grassroots unions of a subtree in the order of the tree; those with a link."""
        kinds = sa.select(Kind.code).where(Kind.grassroots)
        query = unit.below().where(Unit.kind_code.in_(kinds))
        if linked:
            mine = sa.select(UnitLink.unit_id).where(UnitLink.stopped_at.is_(None))
            query = query.where(Unit.id.in_(mine))
        return query

    # --- verbs ---

    @classmethod
    def open(cls, unit: Unit, *, by: int | None, at: dt.datetime) -> "UnitLink":
        """The unit's running link; a new one where there is none.

        :raises OnlyGrassroots: the unit is no grassroots union
        """
        if not cls.may_be_at(unit):
            raise OnlyGrassroots()
        running = cls.running_at(unit)
        if running:
            return running
        link = cls(**owned_by(unit), key=codes.new_key(), since=at, by_id=by)
        try:
            with db.session.begin_nested():
                db.session.add(link)
        except sa.exc.IntegrityError:  # two at once: the other's stands
            return cls.running_at(unit) or cls.open(unit, by=by, at=at)
        journal.record("unit_link.open", link, by=by, at=at)
        return link

    def stop(self, *, by: int | None, at: dt.datetime) -> None:
        """End it: the address answers that it is over. Twice changes nothing."""
        if self.stopped_at is None:
            self.stopped_at, self.stopped_by_id = at, by
            journal.record("unit_link.stop", self, by=by, at=at)
            db.session.flush()


class LinkSubmission(Own, Base):
    """A form that came in by a link: one row, one initiative.

    It stays at the link's unit though the initiative may be moved to another. `digest` is a keyed
    hash of telephone and title, `code` the receipt that was shown.
    """

    __tablename__ = "link_submission"
    __parents__ = {"link_id": "unit_link"}
    __table_args__ = (
        sa.UniqueConstraint("link_id", "key"),
        sa.UniqueConstraint("link_id", "digest"),
        sa.Index("ix_link_submission_at", "link_id", "at"),
    )
    id: Mapped[Id]
    link_id: Mapped[int]
    key: Mapped[str]
    digest: Mapped[str]
    initiative_id: Mapped[int | None] = mapped_column(sa.ForeignKey("initiative.id"), index=True)
    code: Mapped[str | None]
    elsewhere: Mapped[Prose | None]  # the author's own unit, where it is not this one
    at: Mapped[dt.datetime]

    # --- queries ---

    @classmethod
    def known(cls, link: UnitLink, key: str, digest: str) -> "LinkSubmission | None":
        """What came before by that form, or by another with the same words."""
        query = sa.select(cls).where(
            cls.link_id == link.id, sa.or_(cls.key == key, cls.digest == digest)
        )
        return db.session.scalar(query.order_by((cls.digest == digest).desc()).limit(1))

    @classmethod
    def of_receipt(cls, link: UnitLink, code: str) -> "LinkSubmission | None":
        return db.session.scalar(sa.select(cls).where(cls.link_id == link.id, cls.code == code))

    @classmethod
    def since(cls, link: UnitLink, moment: dt.datetime) -> int:
        """How many have come in by a link since then."""
        query = sa.select(sa.func.count(cls.id)).where(cls.link_id == link.id, cls.at > moment)
        return db.session.scalar(query) or 0

    @classmethod
    def counts(cls, links: Sequence[UnitLink], day: dt.date) -> dict[int, Count]:
        """How many have come in by each link on a day and in all, by the link's id."""
        today = sa.func.sum(sa.case((cls.at >= clock.start_of(day), 1), else_=0))
        query = (
            sa.select(cls.link_id, today, sa.func.count(cls.id))
            .where(cls.link_id.in_([link.id for link in links]))
            .group_by(cls.link_id)
        )
        return {link: Count(now, whole) for link, now, whole in db.session.execute(query)}

    # --- verbs ---

    @classmethod
    def claim(
        cls, link: UnitLink, key: str, digest: str, *, elsewhere: str | None, at: dt.datetime
    ) -> "LinkSubmission | None":
        """A row for a form; None where that form, or its words, came before.

        Of several at once one has the row; the others wait until it is committed.
        """
        row = cls(
            **part_of(link), link_id=link.id, key=key, digest=digest, elsewhere=elsewhere, at=at
        )
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except sa.exc.IntegrityError:
            return None
        return row


@erased.connect
def _forget(erasure: Erasure) -> None:
    """What was hashed of whoever is erased goes too."""
    query = sa.select(LinkSubmission).where(
        LinkSubmission.initiative_id.in_(erasure.initiative_ids)
    )
    for row in db.session.scalars(query):
        row.digest, row.elsewhere = f"erased {row.id}", None
