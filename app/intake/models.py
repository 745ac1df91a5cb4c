"""A batch: a paper list as it was checked, and its taking."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import journal, uploads
from app.db import Base, Id, Prose, db
from app.intake.correcting import Correcting
from app.intake.handed import FILE, Handed
from app.intake.handing import HandingIn
from app.intake.known import window_of
from app.intake.papers import BatchPaper
from app.intake.placing import Placing
from app.intake.refusals import FileForgotten
from app.intake.rows import BatchRow
from app.intake.states import BUSY, CHECKED, READING, REFUSED
from app.intake.taking import Taking
from app.intake.undoing import Undoing
from app.intake.words import TAKEABLE
from app.programmes import Stage, Window
from app.tenancy import Own
from app.units import Unit


class Batch(HandingIn, Placing, Correcting, Taking, Undoing, Own, Base):
    """A list at the unit that checks and takes it; `about` is the list's own unit, once known.

    While it is busy, `done` of `size` rows are through since `began_at`. `columns` are those
    that were understood or `chosen`, `headings` what stands over each. `kept`: its file lies in
    the store and its rows still say what stood in it. `split`: its rows name their units.
    """

    __tablename__ = "batch"
    __has_parts__ = True
    __table_args__ = (sa.Index("ix_batch_file", "unit_id", "sha256"),)
    id: Mapped[Id]
    about_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    filename: Mapped[Prose]
    form: Mapped[str] = mapped_column(default=FILE)
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
    kept: Mapped[bool] = mapped_column(default=False)
    split: Mapped[bool] = mapped_column(default=False)
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
    def taken(self) -> int:
        """How many rows are initiatives by now."""
        return self.counts.get("taken", 0)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def is_split(self) -> bool:
        """Whether its rows go to units of their own."""
        return self.about_unit_id is None and self.split

    @property
    def window(self) -> Window | None:
        """The stage as the list's own unit sees it."""
        return window_of(self.about, self.stage) if self.about else None

    def seconds_left(self, at: dt.datetime) -> int | None:
        """How long the rows that are not through will take, at the pace so far."""
        if not self.done or self.began_at is None:
            return None
        return round((at - self.began_at).total_seconds() * (self.size - self.done) / self.done)

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
            joinedload(cls.about).joinedload(Unit.kind),
            joinedload(cls.stage).joinedload(Stage.programme),
        )

    def listed(self, verdict: str = "") -> sa.Select[Any]:
        """Its rows in the file's order, all, those of one verdict, or those taken."""
        query = sa.select(BatchRow).where(BatchRow.batch_id == self.id)
        if verdict == "taken":
            query = query.where(BatchRow.initiative_id.is_not(None))
        elif verdict:
            query = query.where(BatchRow.verdict == verdict, BatchRow.initiative_id.is_(None))
        shown = (joinedload(BatchRow.initiative), joinedload(BatchRow.place))
        return query.options(*shown).order_by(BatchRow.number)

    def row(self, row_id: int) -> BatchRow | None:
        """One of its rows."""
        return db.session.scalar(self.listed().where(BatchRow.id == row_id))

    def before(self, row_id: int) -> int:
        """How many of its rows stand before one of them."""
        mine = sa.select(BatchRow.number).where(BatchRow.id == row_id, BatchRow.batch_id == self.id)
        query = sa.select(sa.func.count()).select_from(BatchRow)
        query = query.where(BatchRow.batch_id == self.id)
        return db.session.scalar(query.where(BatchRow.number < mine.scalar_subquery())) or 0

    def faults(self) -> dict[int, str]:
        """What is to be put right: row → all that is wrong with it, in words."""
        query = self.listed("error")
        return {
            row.number: "; ".join(words for verdict, _f, words in row.remarks if verdict == "error")
            for row in db.session.scalars(query).unique()
        }

    # --- verbs ---

    def end(self, words: str) -> None:
        """Be open again, or be no list at all; say why."""
        self.refusal = words
        if self.state == READING:
            self.state = REFUSED
        elif self.is_busy:
            self.state = CHECKED
            self._recount()

    def empty(self, *, at: dt.datetime) -> None:
        """Forget what the rows said of people; how many of which verdict there were stays."""
        for row in self.rows:
            row.forget()
        self.forget_file()
        journal.record("batch.empty", self, by=None, at=at)

    def forget_file(self) -> None:
        """Keep its file, and photographs of the paper, no longer."""
        self.kept, self.headings = False, {}
        db.session.execute(sa.delete(BatchPaper).where(BatchPaper.batch_id == self.id))

    @property
    def handed(self) -> Handed:
        """Its file as it came.

        :raises FileForgotten: it is no longer kept
        """
        try:
            return Handed(self.filename, uploads.kept(self.sha256 if self.kept else ""), self.form)
        except uploads.FileLost:
            raise FileForgotten() from None


@uploads.named_by
def _named() -> Iterable[str]:
    """Files of lists that may not be swept away."""
    return db.session.scalars(sa.select(Batch.sha256).where(Batch.kept))
