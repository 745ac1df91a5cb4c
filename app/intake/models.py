"""A batch: a paper list as it was checked, and its taking."""

import datetime as dt
from collections import Counter
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.intake.judging import judge
from app.intake.known import Known
from app.intake.paper import ListFile
from app.intake.rows import BatchRow
from app.intake.spelling import list_unit
from app.intake.taking import CHECKED, TAKEN, Taking
from app.intake.words import TAKEABLE
from app.programmes import Stage, TargetGroup, Window, windows
from app.tenancy import Own, owned_by
from app.units import Unit
from app.web.errors import Refused


class TakenAlready(Refused):
    message = _l("Danh sách này đã được nhận nên không đổi đơn vị được nữa.")


class Batch(Taking, Own, Base):
    """A list at the unit that checks and takes it; `about` is the list's own unit, once known."""

    __tablename__ = "batch"
    __has_parts__ = True
    __table_args__ = (sa.Index("ix_batch_file", "unit_id", "sha256"),)
    id: Mapped[Id]
    about_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    filename: Mapped[Prose]
    form: Mapped[str] = mapped_column(default="xlsx")
    sha256: Mapped[str]
    state: Mapped[str] = mapped_column(default=CHECKED)
    checked_at: Mapped[dt.datetime]
    taken_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    by_name: Mapped[str | None]
    header_row: Mapped[int]
    unit_line: Mapped[Prose | None]
    columns: Mapped[dict[str, Any]]
    headings: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"prose": True})
    chosen: Mapped[dict[str, Any] | None]
    size: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[dt.datetime | None]
    refusal: Mapped[str | None]
    remarks: Mapped[list[Any]] = mapped_column(info={"prose": True})
    counts: Mapped[dict[str, Any]]

    about: Mapped[Unit | None] = relationship(foreign_keys=about_unit_id)
    stage: Mapped[Stage] = relationship()
    rows: Mapped[list[BatchRow]] = relationship(
        primaryjoin=lambda: Batch.id == sa.orm.foreign(BatchRow.batch_id),
        order_by=BatchRow.number,
        cascade="all, delete-orphan",
    )

    # --- how it stands ---

    @property
    def takeable(self) -> int:
        """How many rows would be taken."""
        return sum(self.counts.get(verdict, 0) for verdict in TAKEABLE)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_taken(self) -> bool:
        return self.state == TAKEN

    @property
    def window(self) -> Window | None:
        """The stage as the list's own unit sees it."""
        if self.about is None:
            return None
        return next(w for w in windows(self.about) if w.stage.id == self.stage.id)

    # --- queries ---

    @classmethod
    def find(cls, unit: Unit, batch_id: int) -> "Batch | None":
        """A batch of this very unit."""
        return db.session.scalar(cls._whole().where(cls.unit_id == unit.id, cls.id == batch_id))

    @classmethod
    def recent(cls, unit: Unit) -> sa.Select[Any]:
        """The unit's batches, the newest first."""
        return cls._whole().where(cls.unit_id == unit.id).order_by(cls.id.desc())

    @classmethod
    def _whole(cls) -> sa.Select[Any]:
        return sa.select(cls).options(
            joinedload(cls.about).joinedload(Unit.kind), joinedload(cls.stage)
        )

    def listed(self, verdict: str = "") -> sa.Select[Any]:
        """Its rows in the file's order, all or those of one verdict."""
        query = sa.select(BatchRow).where(BatchRow.batch_id == self.id)
        if verdict:
            query = query.where(BatchRow.verdict == verdict)
        return query.options(joinedload(BatchRow.initiative)).order_by(BatchRow.number)

    # --- verbs ---

    @classmethod
    def look(
        cls, unit: Unit, file: ListFile, stage: Stage, *, about: Unit | None = None
    ) -> "Batch":
        """A batch as `check` would make it, kept nowhere: nothing is written."""
        batch = cls(**owned_by(unit), filename=file.filename, sha256=file.sha256, state=CHECKED)
        batch._judge(unit, file, stage, about)
        return batch

    @classmethod
    def check(
        cls,
        unit: Unit,
        file: ListFile,
        stage: Stage,
        *,
        about: Unit | None = None,
        by: int | None,
        at: dt.datetime,
    ) -> "Batch":
        """Stage a list's rows; nothing becomes an initiative yet.

        A file that was taken before gives that batch, unchanged; one that waits is judged anew.

        :param about: the list's own unit; without it the list's line tells, perhaps
        """
        batch = cls._earlier(unit, file, stage, about)
        if batch is None:
            batch = cls.look(unit, file, stage, about=about)
        elif batch.is_taken:
            return batch
        else:
            batch._judge(unit, file, stage, about or batch.about)
        batch.checked_at, batch.by_id = at, by
        db.session.add(batch)
        journal.record("batch.check", batch, by=by, at=at)
        return batch

    def assign(self, about: Unit, *, by: int | None, at: dt.datetime) -> None:
        """Say whose list it is, and look there for initiatives it repeats.

        :raises TakenAlready: its rows are initiatives of another unit by now
        """
        if self.about is about:
            return
        if self.is_taken:
            raise TakenAlready()
        self.about = about
        self._compare()
        journal.record("batch.assign", self, by=by, at=at, fields=["about_unit_id"])

    def empty(self, *, at: dt.datetime) -> None:
        """Forget what the rows said of people; how many of which verdict there were stays."""
        for row in self.rows:
            row.forget()
        journal.record("batch.empty", self, by=None, at=at)

    # --- steps of the verbs ---

    @classmethod
    def _earlier(
        cls, unit: Unit, file: ListFile, stage: Stage, about: Unit | None
    ) -> "Batch | None":
        """The batch of the same file: a taken one, unless it is now said to be another unit's."""
        query = cls.recent(unit).where(cls.sha256 == file.sha256, cls.stage_id == stage.id)
        same = db.session.scalars(query).all()
        taken = [b for b in same if b.is_taken and about in (None, b.about)]
        return next(iter([*taken, *(b for b in same if not b.is_taken)]), None)

    def _judge(self, unit: Unit, file: ListFile, stage: Stage, about: Unit | None) -> None:
        paper = file.paper
        self.stage, self.about = stage, about or list_unit(paper.unit_line, within=unit)
        self.header_row, self.unit_line = paper.header_row, paper.unit_line
        self.columns, self.remarks = paper.columns, paper.remarks
        window = (stage.recognised_since, stage.recognised_until)
        owner = {"unit_id": unit.id, "unit_path": unit.path}
        judged = judge(paper, window, TargetGroup.names(stage))
        self.rows = [BatchRow.judged(row, **owner) for row in judged]
        self._compare()

    def _compare(self) -> None:
        """Find rows that the list's own unit has handed in already."""
        known = Known(self.about, self.stage) if self.about else None
        for row in self.rows:
            row.compare(known.code_of(row.values) if known else None, self.columns.get("title"))
        self.counts = Counter(row.verdict for row in self.rows)
