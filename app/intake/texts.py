"""The clean texts of a row, field by field, and what was noticed on the way."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from flask_babel import gettext as _

from app.intake.fields import PERSON_FIELDS
from app.intake.listed import PaperRow
from app.intake.persons import split_person
from app.sheets import Cell
from app.vietnamese import nfc, repair_font, squeeze

_COMBINED = re.compile("[0-9;\n]")


@dataclass
class Texts:
    """A row's clean texts by field, what was noticed on the way (verdict, field, note), and the
    fields of which an error left nothing to read."""

    typed: dict[str, str] = field(default_factory=dict)
    noticed: list[tuple[str, str, str]] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)


def read_texts(row: PaperRow) -> Texts:
    """Each field's text, old fonts converted; a combined cell is read once and taken apart."""
    texts = Texts()
    person: dict[int, list[str]] = {}
    for name, cell in row.cells.items():
        if name in PERSON_FIELDS:
            person.setdefault(id(cell), []).append(name)
        elif (text := _cell_text(cell, name, texts)) is None:
            texts.spoilt.add(name)
        else:
            texts.typed[name] = text
    for fields in person.values():
        _read_person(row.cells[fields[0]], fields, texts)
    return texts


def _read_person(cell: Cell, fields: list[str], texts: Texts) -> None:
    text = _cell_text(cell, fields[0], texts)
    if text is None:
        texts.spoilt |= set(fields)
    elif len(fields) == 1 and not (fields == ["full_name"] and _COMBINED.search(text)):
        texts.typed[fields[0]] = text
    else:
        person = split_person(text, "unit" in fields)
        if person.by_comma:
            texts.noticed.append(("ok", fields[0], _("các phần cách nhau bằng dấu phẩy")))
        texts.typed |= {"full_name": ", ".join(person.names)} if person.names else {}
        for name in PERSON_FIELDS[1:]:
            # A column of its own says it better.
            ours = name in fields or not texts.typed.get(name)
            if ours and (piece := getattr(person, name)):
                texts.typed[name] = piece


def _cell_text(cell: Cell, name: str, texts: Texts) -> str | None:
    if cell.kind == "text":
        text, font, composed = clean(str(cell.value))
        if font:
            note = _("chữ gõ bằng phông %(font)s, đã chuyển sang Unicode", font=font)
            texts.noticed.append(("warning", name, note))
        elif composed:
            texts.noticed.append(("ok", name, _("dấu gõ kiểu tổ hợp, đã đưa về dạng dựng sẵn")))
        return text
    if cell.kind == "formula":
        note = _("ô chứa công thức, xin ghi thẳng nội dung")
        texts.noticed.append(("error", name, note))
        return None
    if cell.kind == "error":
        note = _("ô đang báo lỗi %(value)s, xin ghi lại", value=cell.value)
        texts.noticed.append(("error", name, note))
        return None
    return str(cell.value)


@lru_cache(maxsize=4_096)
def clean(typed: str) -> tuple[str, str | None, bool]:
    """(the text in Unicode, squeezed line by line; the old font; whether marks were composed)."""
    text, font = repair_font(typed)
    tidy = "\n".join(filter(None, map(squeeze, text.splitlines())))
    return tidy, font, not font and nfc(typed) != typed
