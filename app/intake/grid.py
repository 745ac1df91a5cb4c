"""A batch's rows as they stand on the page: each remark at its cell, faulty cells open."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.intake.fields import FIELDS, RECOGNITION_FIELDS, field_name
from app.intake.rows import SECRETS, BatchRow

CELLS = {
    "author": (_l("Tác giả"), ("full_name", "phone", "birth_date", "id_number")),
    "unit": (_l("Đơn vị"), ("unit",)),
    "title": (_l("Tên sáng kiến"), ("title",)),
    "group": (_l("Đối tượng"), ("target_group",)),
    "applied": (_l("Áp dụng"), ("applied_on",)),
    "summary": (_l("Tóm tắt"), ("summary", "benefit_claimed", *RECOGNITION_FIELDS)),
}
"""Columns of the page, and the fields that stand in each."""


@dataclass(frozen=True)
class Fault:
    """A field that is to be put right, and what stands there now."""

    field: str
    name: str
    typed: str

    @property
    def is_long(self) -> bool:
        return self.field == "summary"


@dataclass(frozen=True)
class Line:
    """A row of the page. `notes` are (verdict, words), `faults` the open fields, both by column."""

    row: BatchRow
    notes: dict[str, list[tuple[str, str]]]
    faults: dict[str, list[Fault]]
    editing: bool

    @property
    def can_be_edited(self) -> bool:
        return self.row.initiative_id is None and self.row.verdict != "skipped"

    def inputs(self) -> list[Fault]:
        """All fields as the form of the whole row shows them; numbers that are well are covered."""
        typed = self.row.typed
        bad = {fault.field for some in self.faults.values() for fault in some}
        return [
            Fault(name, field_name(name), typed.get(name, ""))
            if name not in SECRETS or name in bad
            else Fault(name, field_name(name), "")
            for name in FIELDS
        ]


class Grid:
    """The rows of one page.

    :param split: whether each row has a unit of its own
    :param editing: the id of the row that is open as a whole
    """

    def __init__(self, rows: Sequence[BatchRow], *, split: bool, editing: int = 0) -> None:
        self.columns = [
            (key, str(word)) for key, (word, _) in CELLS.items() if split or key != "unit"
        ]
        self.lines = [self._line(row, editing) for row in rows]

    def _line(self, row: BatchRow, editing: int) -> Line:
        notes: dict[str, list[tuple[str, str]]] = {key: [] for key, _word in self.columns}
        faults: dict[str, list[Fault]] = {key: [] for key, _word in self.columns}
        typed = row.typed
        for verdict, field, words in row.remarks:
            column = next((key for key, (_w, fields) in CELLS.items() if field in fields), "title")
            column = column if column in notes else "author"
            notes[column].append((verdict, words))
            if not field or verdict != "error" or row.initiative_id is not None:
                continue
            if field not in [fault.field for fault in faults[column]]:
                faults[column].append(Fault(field, field_name(field), typed.get(field, "")))
        return Line(row, notes, faults, editing == row.id)
