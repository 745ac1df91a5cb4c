"""Snapshots (bản chốt số liệu): a table frozen under a title, never changed again."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, Prose, db
from app.progress.figures import Definition
from app.progress.snapshots.frozen import Off, as_row, digest_of, heading_of, off, rebuilt
from app.progress.tables import Structure, Table
from app.tenancy import Own, owned_by
from app.units import Unit
from app.web.errors import Refused

ONE_CLICK = dt.timedelta(minutes=1)
STRUCTURES = {
    Structure.THEN: _l("theo tổ chức ở thời điểm đó"),
    Structure.TODAY: _l("theo tổ chức lúc chốt số liệu"),
}
COUNTED_AS = Definition.REGISTERED  # where somebody has broken the row
FIGURES = ("heading", "own", "total", "rows")


class NotComparable(Refused):
    message = _l("Hai bảng thuộc giai đoạn hoặc chương trình khác nhau nên không so sánh được.")


@dataclass(frozen=True)
class Opened:
    """A snapshot as it is read: the table added up anew, and what does not agree with it."""

    table: Table
    off: list[Off]
    is_sealed: bool

    @property
    def is_whole(self) -> bool:
        """Whether it still is what was frozen."""
        return self.is_sealed and not self.off


class Snapshot(Own, Base):
    """A table of a unit as it stood at `moment`, in plain data that asks no other row.

    `heading` is what stands over it, `rows` its parts, `own` and `total` its sums as they were
    printed; they are added up again on opening. `digest` is over everything but the title, in which
    a name may be erased. Names of who took it stand as they were signed. The database refuses
    every change but that of `unit_path` and `title` (migration 0017).
    """

    __tablename__ = "snapshot"
    __table_args__ = (sa.Index("ix_snapshot_at_unit", "unit_id", "taken_at"),)
    id: Mapped[Id]
    title: Mapped[Prose]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    definition: Mapped[str]
    structure: Mapped[str]
    moment: Mapped[dt.datetime]
    heading: Mapped[dict[str, Any]]
    own: Mapped[dict[str, Any]]
    total: Mapped[dict[str, Any]]
    rows: Mapped[list[Any]]
    digest: Mapped[str]
    taken_at: Mapped[dt.datetime]
    by_id: Mapped[int | None]
    signed_by: Mapped[str]

    @classmethod
    def take(
        cls,
        unit: Unit,
        table: Table,
        structure: Structure = Structure.THEN,
        *,
        title: str,
        signed_by: str,
        by: int | None,
        at: dt.datetime,
    ) -> "Snapshot":
        """Freeze a unit's table. The same one again within a minute is a second click.

        :param structure: whose tree the table was drawn on
        :param signed_by: the name of who takes it
        """
        hold = sa.select(Unit.id).where(Unit.id == unit.id).with_for_update(key_share=True)
        db.session.scalar(hold)  # of two clicks at once the second waits
        made = cls(
            **owned_by(unit),
            title=title,
            programme_id=table.window.programme.id,
            stage_id=table.window.stage.id,
            definition=table.definition.value,
            structure=structure.value,
            moment=table.moment,
            heading=heading_of(table),
            own=as_row(table.own),
            total=as_row(table.total),
            rows=[as_row(line) for line in table.lines],
            taken_at=at,
            by_id=by,
            signed_by=signed_by,
        )
        made.digest = made.fingerprint()
        just_now = cls.taken_at > at - ONE_CLICK, cls.by_id.is_not_distinct_from(by)
        for earlier in db.session.scalars(cls.of(unit).where(*just_now)):
            if made._is_again(earlier):
                return earlier
        db.session.add(made)
        db.session.flush()
        journal.record("snapshot.take", made, by=by, at=at)
        return made

    def _is_again(self, earlier: "Snapshot") -> bool:
        """Whether two say the same, but for the moment of a click."""
        names = ("title", "programme_id", "stage_id", "definition", "structure", *FIGURES)
        same = all(getattr(self, name) == getattr(earlier, name) for name in names)
        return same and abs(self.moment - earlier.moment) < ONE_CLICK

    @classmethod
    def of(cls, unit: Unit) -> "sa.Select[Snapshot]":
        """Those of a unit, the newest first."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        return query.order_by(cls.taken_at.desc(), cls.id.desc())

    @classmethod
    def listed(cls, unit: Unit) -> "sa.Select[Snapshot]":
        """The same without their figures."""
        return cls.of(unit).options(*(sa.orm.defer(getattr(cls, name)) for name in FIGURES[1:]))

    def others(self) -> "sa.Select[Snapshot]":
        """Those of the same unit, stage and programme it may be compared with."""
        cls = type(self)
        query = sa.select(cls).where(
            cls.unit_id == self.unit_id,
            cls.stage_id == self.stage_id,
            cls.programme_id == self.programme_id,
            cls.id != self.id,
        )
        query = query.options(*(sa.orm.defer(getattr(cls, name)) for name in FIGURES))
        return query.order_by(cls.moment.desc(), cls.id.desc())

    def is_of_the_same(self, other: "Snapshot") -> bool:
        """Whether both count under the same programme's stage."""
        return (self.stage_id, self.programme_id) == (other.stage_id, other.programme_id)

    def fingerprint(self) -> str:
        """What `digest` must be."""
        stamp = [self.moment, self.taken_at]
        return digest_of(
            [
                *(at.astimezone(dt.UTC).isoformat() for at in stamp),
                *(self.unit_id, self.programme_id, self.stage_id, self.definition, self.structure),
                *(self.by_id, self.signed_by),
                *(getattr(self, name) for name in FIGURES),
            ]
        )

    def opened(self) -> Opened:
        """Read it, adding its totals up again. No live figure comes in."""
        table = rebuilt(self.heading, self.own, self.rows, self.counting, self.moment)
        return Opened(table, off(table, self.own, self.total), self.digest == self.fingerprint())

    @property
    def counting(self) -> Definition:
        return Definition(self.definition) if self.definition in set(Definition) else COUNTED_AS

    @property
    def structure_words(self) -> str:
        return str(STRUCTURES.get(self.structure, ""))  # type: ignore[call-overload]
