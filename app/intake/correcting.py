"""Putting a row right where it stands, without the file going back and forth."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import journal
from app.db import db
from app.intake.fields import FIELDS
from app.intake.judging import Finding, Judged, judge
from app.intake.listed import PaperList, PaperRow
from app.intake.outcomes import at_cell
from app.intake.places import BatchPlace
from app.intake.refusals import RowHidden, RowTaken
from app.intake.rows import BatchRow
from app.sheets import Cell
from app.units import Unit
from app.vietnamese import name_key


class Correcting:
    """How a cell of a staged row is corrected."""

    if TYPE_CHECKING:
        id: Any
        unit_id: Any
        header_row: Any
        unit_line: Any
        columns: Any
        span: Any
        groups: Any
        is_split: Any
        _free: Any
        _compare: Any
        _recount: Any

    def correct(
        self, row: BatchRow, said: Mapping[str, str], *, by: int | None, at: dt.datetime
    ) -> None:
        """Put other texts in cells of a row and judge it anew.

        :param said: field (one of `FIELDS`) → text
        :raises RowTaken: it is an initiative by now
        :raises RowHidden: the reader passed it over
        :raises AtWork: the list is being read, taken or undone
        """
        assert said.keys() <= set(FIELDS)
        self._free()
        db.session.refresh(row)
        if row.initiative_id is not None:
            raise RowTaken()
        if row.verdict == "skipped":
            raise RowHidden()
        before = row.same_key
        changed = [name for name, text in said.items() if row.typed.get(name, "") != text]
        if not changed:
            return
        row.said_anew(self._judged_again(row.number, {**row.typed, **said}))
        if "unit" in changed and self.is_split:
            self._replace(row, said["unit"])
        db.session.flush()
        alike = self._repeated({before, row.same_key})
        self._compare([row, *(other for other in alike if other is not row)])
        self._recount()
        journal.record("batch.correct", self, by=by, at=at, fields=changed)

    def _judged_again(self, number: int, typed: dict[str, str]) -> Judged:
        cells = {
            name: Cell(f"{self.columns[name]}{number}" if name in self.columns else "", text)
            for name, text in typed.items()
            if text
        }
        paper = PaperList(
            sheet="",
            header_row=self.header_row,
            unit_line=self.unit_line,
            columns=self.columns,
            rows=[PaperRow(number, cells)],
            remarks=[],
            headings={},
        )
        return judge(paper, self.span, self.groups)[0]

    def _replace(self, row: BatchRow, text: str) -> None:
        """The row's unit is spelt anew."""
        unit = db.session.get_one(Unit, self.unit_id)
        BatchPlace.set_out(self, [text], within=unit)
        mine = BatchPlace.of(self).where(BatchPlace.key == name_key(text))
        row.place = db.session.scalars(mine).one()

    def _repeated(self, keys: set[int | None]) -> list[BatchRow]:
        """Rows that bear one of these keys, told anew which of them repeat an earlier one."""
        query = (
            sa.select(BatchRow)
            .where(BatchRow.batch_id == self.id, BatchRow.same_key.in_(keys - {None}))
            .where(BatchRow.initiative_id.is_(None), BatchRow.verdict != "skipped")
            .order_by(BatchRow.number)
        )
        rows = list(db.session.scalars(query))
        seen: dict[Any, list[tuple[str | None, int]]] = {}
        for row in rows:
            earlier = seen.setdefault(row.same_key, [])
            first = next((n for phone, n in earlier if row.may_be_of(phone)), None)
            kept = [finding for finding in row.findings if finding["verdict"] != "duplicate"]
            if first is None:
                earlier.append((row.phone_key, row.number))
            else:
                errors = sum(finding["verdict"] == "error" for finding in kept)
                kept.insert(errors, self._repeats(row, first))
            row.findings = kept
        return rows

    def _repeats(self, row: BatchRow, first: int) -> dict[str, Any]:
        note = _("trùng tác giả và tên với dòng %(row)d", row=first)
        worst = at_cell("duplicate", "title", note, self.columns, row.number)
        return asdict(Finding("duplicate", "title", worst.note, worst.address))
