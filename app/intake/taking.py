"""Taking a list: rows that are well become initiatives of their units, some at a time."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import journal
from app.db import db
from app.initiatives import ConsentWay, TooEarly, TooLate, Way, hand_in_all
from app.intake.known import window_of
from app.intake.places import BatchPlace
from app.intake.refusals import AtWork, UnitUnknown
from app.intake.rows import BatchRow
from app.intake.states import AT_ONCE, BUSY, CHECKED, TAKING
from app.intake.words import TAKEABLE
from app.programmes import windows_of
from app.units import Unit, UnitAlias
from app.vietnamese import name_key


class Taking:
    """How a batch is taken, step by step."""

    if TYPE_CHECKING:
        id: Any
        about: Any
        about_unit_id: Any
        stage: Any
        state: Any
        checked_at: Any
        taken_at: Any
        undone_at: Any
        began_at: Any
        by_id: Any
        by_name: Any
        unit_line: Any
        filename: Any
        size: Any
        done: Any
        takeable: Any
        _compare: Any
        places: Any
        _held: dict[int, Any]
        _recount: Any

    def take(
        self, *, by: int | None, at: dt.datetime, name: str | None = None, later: bool = False
    ) -> list[int]:
        """Make initiatives of the rows that are well; the others wait. Their ids.

        A list under the committee's name arrives as confirmed. Taking twice changes nothing.

        :param name: who takes it, as it will be signed
        :param later: leave the work to the worker, and answer at once
        :raises UnitUnknown: nobody has said whose list it is
        :raises TooLate: the stage is over there, and the list came after that, or too long ago
        :raises AtWork: it is being read, taken or undone
        """
        self._free()
        if not self.takeable:
            return []
        self._may_be_taken(at)
        self.by_id, self.by_name = by or self.by_id, name or self.by_name
        self.state, self.began_at, self.done = TAKING, at, 0
        self.size = self.takeable
        taken: list[int] = []
        while not later and self.state == TAKING:
            taken += self.take_some(at=at)
        return taken

    def take_some(self, *, at: dt.datetime) -> list[int]:
        """Take the next rows; without any left the batch is open again. The initiatives' ids."""
        rows = self._next()
        self._held = {place.id: place for place in self.places.values()}  # rows find theirs here
        self._wait(rows)
        self._compare(rows)
        good = self._in_time([row for row in rows if row.takeable])
        source = {"source_file": self.filename, "entered_by": self.by_name}
        drafts = [row.draft(self._target(row), **source) for row in good]
        numbers = hand_in_all(
            drafts, self.stage, way=Way.LIST, consent=ConsentWay.LIST, by=self.by_id, at=at
        )
        BatchRow.became(good, numbers)
        self.done += len(rows)
        if numbers:
            self.taken_at = at
        if len(rows) < AT_ONCE:
            self._end(at)
        return numbers

    # --- steps of the verbs ---

    def hold(self) -> None:
        """Of two who act on a batch at once the second waits, and sees what the first did."""
        batch: Any = type(self)
        db.session.execute(sa.select(batch.id).where(batch.id == self.id).with_for_update())
        db.session.refresh(self, ["state", "counts", "taken_at", "done"])

    def _free(self) -> None:
        self.hold()
        if self.state in BUSY:
            raise AtWork()

    def _may_be_taken(self, at: dt.datetime) -> None:
        if self.about is not None:
            window = window_of(self.about, self.stage)
            if not window.still_takes(self.checked_at, at):
                raise TooLate() if at > window.deadline else TooEarly()
            return
        named = sa.select(BatchPlace.id).where(
            BatchPlace.batch_id == self.id, BatchPlace.target_id.is_not(None)
        )
        if db.session.scalar(named.limit(1)) is None:
            raise UnitUnknown()

    def _next(self) -> list[BatchRow]:
        query = (
            sa.select(BatchRow)
            .where(
                BatchRow.batch_id == self.id,
                BatchRow.verdict.in_(TAKEABLE),
                BatchRow.initiative_id.is_(None),
            )
            .order_by(BatchRow.number)
            .limit(AT_ONCE)
        )
        return list(db.session.scalars(query))

    def _wait(self, rows: Iterable[BatchRow]) -> None:
        """Of two who take lists of one unit at once the second waits, and sees what there is."""
        units = {row.target_id(self.about_unit_id) for row in rows}
        query = sa.select(Unit.id).where(Unit.id.in_(units)).order_by(Unit.id)
        db.session.execute(query.with_for_update(key_share=True))

    def _in_time(self, rows: Iterable[BatchRow]) -> list[BatchRow]:
        """Rows of units that were open when the taking began; the others say what they missed."""
        windows = windows_of({self._target(row) for row in rows}, self.stage)
        for row in rows:
            unit = self._target(row)
            if not windows[unit.id].still_takes(self.checked_at, self.began_at):
                row.keep_back("unit", _("%(unit)s đã hết hạn nộp.", unit=unit.name))
        return [row for row in rows if row.takeable]

    def _target(self, row: BatchRow) -> Unit:
        unit = self.about or (row.place.target if row.place else None)
        assert unit is not None
        return unit

    def _end(self, at: dt.datetime) -> None:
        self.state = CHECKED
        self._recount()
        if self.taken_at is None:
            return
        if self.about is not None:
            self._remember(self.about)
        journal.record("batch.take", self, by=self.by_id, at=at, fields=["state"])

    def _remember(self, about: Unit) -> None:
        """The next list of that spelling is known by itself."""
        if self.unit_line and name_key(self.unit_line) != about.name_key:
            UnitAlias.remember(about, self.unit_line)
