"""Tables as .csv for a Vietnamese Excel: semicolons, for the comma is its decimal sign."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from app.sheets.export import FORMULA_STARTS, clean_text

_ACTS = (*FORMULA_STARTS, "＝", "＋", "－", "＠")
"""The full-width signs, too: some editions read them as the narrow ones."""
_BREAKS = re.compile(r"[\r\n\t]+")


def csv_of(rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; numbers plain, None is blank.

    Text that would act as a formula gets an apostrophe before it; breaks in a cell become spaces,
    so that a line of the file is a row.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe(value) if isinstance(value, str) else value for value in row])
    return target.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    said = _BREAKS.sub(" ", clean_text(text)).strip()
    return f"'{said}" if said.startswith(_ACTS) else said
