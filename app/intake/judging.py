"""Judging a list: what can be taken in, what must be put right, and where it stands."""

from collections.abc import Mapping
from typing import Any

from app.intake.fields import FIELDS
from app.intake.judging_row import (
    SUMMARY_LIMIT,
    TITLE_LIMIT,
    Finding,
    Judged,
    Judging,
    Verdict,
    Window,
)
from app.intake.lines import hidden_row
from app.intake.listed import PaperList, PaperRow
from app.sheets import Cell

__all__ = [
    "SUMMARY_LIMIT",
    "TITLE_LIMIT",
    "Finding",
    "Judged",
    "Verdict",
    "Window",
    "judge",
    "judge_values",
]


def judge(paper_list: PaperList, window: Window, groups: Mapping[int, str]) -> list[Judged]:
    """Judge every row of a list, in its order; hidden rows are skipped, repeated ones found."""
    seen: dict[tuple[str, str], list[tuple[str | None, int]]] = {}
    judged = []
    for row in paper_list.rows:
        if row.hidden:
            note = hidden_row(row.number)
            judged.append(Judged(row.number, "skipped", None, note, {}, None, [], {}))
            continue
        judging = Judging(row, paper_list.columns, window, groups)
        judging.all()
        judging.repeated(seen)
        judged.append(judging.result())
    return judged


def judge_values(
    values: Mapping[str, Any], window: Window, groups: Mapping[int, str], row: int = 0
) -> Judged:
    """Judge a row typed or put right on a form, under the keys of `Judged.values`.

    Values are what people type or what an earlier judgement gave; notes name no cells, and
    repetitions within a list are not looked for.
    """
    given = {key: value for key, value in values.items() if value not in (None, "", [])}
    given.setdefault("birth_date", given.get("birth_year"))
    cells = {
        key: Cell("", value, "text" if isinstance(value, str) else "number")
        for key, value in given.items()
        if key in FIELDS and isinstance(value, str | int | float)
    }
    judging = Judging(PaperRow(row, cells), dict.fromkeys(FIELDS, ""), window, groups)
    judging.precision = given.get("applied_precision")
    judging.all()
    if co_authors := given.get("co_authors"):
        judging.values.setdefault("co_authors", list(co_authors))
    return judging.result()
