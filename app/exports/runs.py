"""A run: a file of a long list that somebody asked for, written by the worker, kept for a week."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import journal, uploads
from app.ciphers import new_seal
from app.db import Base, Id, db
from app.exports.giving import Giving
from app.exports.lists import FILES, NAMES, Listed, again
from app.exports.refusals import NotYours, TooManyAsked, TooManyKept
from app.exports.writing import Writing
from app.tenancy import Own, Scope, owned_by
from app.units import Unit

WAITING, WRITING, READY = "waiting", "writing", "ready"
CANCELLED, EXPIRED, REFUSED = "cancelled", "expired", "refused"
BUSY = (WAITING, WRITING)
WORDS = {
    WAITING: (_l("Chờ lập"), "info"),
    WRITING: (_l("Đang lập"), "accent"),
    READY: (_l("Tải được"), "ok"),
    CANCELLED: (_l("Đã hủy"), "mute"),
    EXPIRED: (_l("Hết hạn"), "mute"),
    REFUSED: (_l("Không lập được"), "danger"),
}
KEPT_FOR = dt.timedelta(days=7)
MOST_BUSY, MOST_KEPT = 3, 10
"""Files that one person may have in the making at a unit, and all in all: they fill the disk."""


class ExportRun(Writing, Giving, Own, Base):
    """A file asked for at a unit: the list `what` as `filters` narrow it, `said` in words.

    `personal`: with telephones and ID numbers. While it is written, `done` of `size` rows are
    through since `began_at`, and `grown` says how far the file is. `sha256`: where it lies, sealed
    with `seal`, `length` bytes long once it is open; `reach` tells the units it is about.
    """

    __tablename__ = "export_run"
    __table_args__ = (
        sa.Index("ix_export_run_state", "state", "id"),
        sa.Index("ix_export_run_unit", "unit_id", "id"),
    )
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_by: Mapped[str]
    what: Mapped[str]
    filters: Mapped[dict[str, Any]] = mapped_column(info={"prose": True})
    said: Mapped[list[Any]] = mapped_column(info={"prose": True})
    personal: Mapped[bool]
    state: Mapped[str] = mapped_column(default=WAITING)
    size: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    grown: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    seal: Mapped[bytes] = mapped_column(default=new_seal)
    sha256: Mapped[str | None]
    length: Mapped[int | None] = mapped_column(sa.BigInteger)
    reach: Mapped[str | None]
    asked_at: Mapped[dt.datetime]
    began_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    expires_at: Mapped[dt.datetime | None]
    refusal: Mapped[str | None]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(ExportRun.unit_id) == Unit.id, viewonly=True
    )

    # --- how it stands ---

    @property
    def name(self) -> str:
        return str(NAMES.get(self.what, self.what))

    @property
    def status(self) -> tuple[str, str]:
        """How it stands in words, and the kind of its chip."""
        word, kind = WORDS.get(self.state, WORDS[WAITING])
        return str(word), kind

    @property
    def filename(self) -> str:
        return f"{FILES.get(self.what, 'danh-sach')}-{self.unit.code}-{self.asked_at:%Y%m%d}.xlsx"

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def is_ready(self) -> bool:
        return self.state == READY

    @property
    def weight(self) -> str:
        """ "350 KB" or "112,4 MB"."""
        size = self.length or 0
        if size < 2**20:
            return f"{max(1, size // 2**10)} KB"
        return f"{size / 2**20:.1f} MB".replace(".", ",")

    def seconds_left(self, at: dt.datetime) -> int | None:
        """How long the rows that are not through will take, at the pace so far."""
        if not self.done or self.began_at is None:
            return None
        return round((at - self.began_at).total_seconds() * (self.size - self.done) / self.done)

    def listed(self) -> Listed | None:
        """The list, as it was asked for."""
        return again(self.unit, self.what, self.filters, self.asked_at)

    # --- queries ---

    @classmethod
    def find(cls, unit: Unit, run_id: int) -> "ExportRun | None":
        """A run of this very unit."""
        return db.session.scalar(sa.select(cls).where(cls.unit_id == unit.id, cls.id == run_id))

    @classmethod
    def recent(cls, unit: Unit) -> sa.Select[Any]:
        """The unit's runs, the newest first."""
        return sa.select(cls).where(cls.unit_id == unit.id).order_by(cls.id.desc())

    @classmethod
    def waiting(cls) -> sa.Select[int, str, bytes]:
        """What is to be written, the oldest first: (id, unit_path, seal)."""
        query = sa.select(cls.id, cls.unit_path, cls.seal).where(cls.state.in_(BUSY))
        return query.order_by(cls.id)

    @classmethod
    def over(cls, at: dt.datetime) -> sa.Select[int, str]:
        """One whose file is to go: (id, unit_path)."""
        late = sa.and_(cls.state == READY, cls.expires_at <= at)
        left = sa.and_(cls.state.not_in((*BUSY, READY)), cls.sha256.is_not(None))
        query = sa.select(cls.id, cls.unit_path).where(sa.or_(late, left))
        return query.order_by(cls.id).limit(1)

    @classmethod
    def begun_with(cls, path: str, at: dt.datetime) -> sa.Select[Any]:
        """Those that may hold, as of that time, what there was at the unit at `path`."""
        above = [*Scope(path).ancestors, path]
        full = cls.state.in_((*BUSY, READY)), cls.began_at <= at
        return sa.select(cls).where(cls.unit_path.in_(above), *full)

    @classmethod
    def older_than(cls, moment: dt.datetime) -> sa.Select[Any]:
        """Those asked for before that of which no file is left."""
        gone = cls.state.not_in((*BUSY, READY)), cls.sha256.is_(None)
        return sa.select(cls).where(cls.asked_at < moment, *gone)

    # --- verbs ---

    @classmethod
    def ask(
        cls, listed: Listed, number: int, *, personal: bool, by: Any, at: dt.datetime
    ) -> "ExportRun":
        """Have a file written; the same once more while it is in the making is that one.

        :param number: how many rows the list has now
        :param by: the account
        :raises TooManyAsked: three are in the making already
        :raises TooManyKept: there are ten of this person already
        """
        mine = cls.recent(listed.unit).where(cls.account_id == by.id)
        held = db.session.scalars(mine.where(cls.state.in_((*BUSY, READY)))).all()
        busy = [run for run in held if run.is_busy]
        wanted = listed.what, dict(listed.address), personal
        for run in busy:
            if (run.what, run.filters, run.personal) == wanted:
                return run
        if len(busy) >= MOST_BUSY:
            raise TooManyAsked()
        if len(held) >= MOST_KEPT:
            raise TooManyKept()
        run = cls(
            **owned_by(listed.unit),
            account_id=by.id,
            asked_by=by.full_name,
            what=listed.what,
            filters=dict(listed.address),
            said=list(listed.words),
            personal=personal,
            size=number,
            asked_at=at,
        )
        db.session.add(run)
        journal.record("export_run.ask", run, by=by.id, at=at, fields=run.fields(), rows=number)
        return run

    def cancel(self, *, by: int, at: dt.datetime) -> None:
        """Stop writing it, or throw it away; a second time changes nothing.

        :raises NotYours: somebody else has asked for it
        """
        if self.account_id != by:
            raise NotYours()
        self.hold()
        if self.is_busy or self.is_ready:
            self.state, self.ended_at, self.grown = CANCELLED, at, None
            journal.record("export_run.cancel", self, by=by, at=at)

    def expire(self, *, at: dt.datetime) -> None:
        """Its time is over."""
        if self.is_ready and self.expires_at and self.expires_at <= at:
            self.state = EXPIRED
            journal.record("export_run.expire", self, by=None, at=at)

    def emptied(self) -> None:
        """Its file is gone."""
        if not self.is_busy and not self.is_ready:
            self.sha256 = None

    def forget(self) -> None:
        """Somebody who stands in it is erased: what is written is not given out any more, what is
        being written begins anew."""
        if self.is_busy:
            self.grown, self.done = None, 0
        elif self.is_ready:
            self.state = EXPIRED
            self.refusal = _("Tệp đã bị xóa trước hạn vì có người được xóa thông tin theo yêu cầu.")

    def end(self, words: str, *, at: dt.datetime) -> None:
        """Stop, and say why."""
        if self.is_busy:
            self.state, self.refusal, self.ended_at, self.grown = REFUSED, words, at, None


@uploads.named_by
def _named() -> Iterable[str]:
    """What may not be swept away."""
    return db.session.scalars(sa.select(ExportRun.sha256).where(ExportRun.sha256.is_not(None)))
