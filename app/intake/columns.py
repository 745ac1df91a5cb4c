"""Which column of a list is which: what may be chosen, and what was chosen."""

from collections.abc import Mapping
from typing import Any

from app.intake.fields import FIELDS, field_name


def choices(batch: Any) -> list[tuple[str, str, str]]:
    """Each column of a list's file: (letter, what its header says, fields as a form names them)."""
    letters = sorted(batch.headings, key=lambda letter: (len(letter), letter))
    return [(letter, batch.headings[letter], meaning(batch.columns, letter)) for letter in letters]


def meaning(columns: Mapping[str, str], letter: str) -> str:
    """The fields that are read from a column: "full_name,phone"."""
    return ",".join(field for field in FIELDS if columns.get(field) == letter)


def options(current: str) -> list[tuple[str, str]]:
    """What a column may hold, as (value, words): one field, or what it holds together now."""
    single = [(field, field_name(field)) for field in FIELDS]
    if "," in current:
        single.insert(0, (current, ", ".join(field_name(field) for field in current.split(","))))
    return single


def chosen(batch: Any, form: Mapping[str, str]) -> dict[str, str]:
    """Field → letter as a form says it; "" for a field that stands in no column any more."""
    columns = dict.fromkeys(FIELDS, "")
    for letter in sorted(batch.headings, key=lambda letter: (len(letter), letter)):
        for field in form.get(f"column-{letter}", "").split(","):
            if field in columns and not columns[field]:
                columns[field] = letter
    return columns
