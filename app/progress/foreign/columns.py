"""Which column of a summary means what, read from the words of its heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.sheets import Heading, Row, Sheet, headings, is_column_numbers, words
from app.vietnamese import fold

_LONGEST = 200
"""Characters; a longer cell is a text, not a heading."""

_SEARCHED = 200
"""Rows with content; a heading that stands lower is not found."""

_DEEPEST = 4
"""Rows of a heading."""

_NUMBER = re.compile(r"(?:stt|tt|so tt|so thu tu)\b")
_NAME = re.compile(r"(?:ten )?(?:cac )?(?:don vi|cdcs|cong doan|lien doan|ldld)\b|ten$")
_SUM = re.compile(r"(?:tong (?:cong|so)|tong|cong)\b")


class Role(StrEnum):
    """What a column holds. `OTHER` is a number whose meaning is not known, `WORDS` is no number."""

    QUOTA = "quota"
    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"
    RETURNED = "returned"
    REGISTERED = "registered"
    SUM = "sum"
    RATE = "rate"
    OTHER = "other"
    WORDS = "words"


STATES = (Role.VALID, Role.INVALID, Role.PENDING, Role.RETURNED)
COUNTED = {*STATES, Role.QUOTA, Role.REGISTERED, Role.SUM}
"""Columns that can only hold whole numbers."""

_ROLES = (
    (Role.WORDS, re.compile(r"ghi chu|\bxep\b|\bhang\b|binh quan|moi ngay|\b(?:tren|/) ?100\b")),
    (Role.WORDS, re.compile(r"\bcon (?:thieu|lai|phai)")),
    (Role.RATE, re.compile(r"\bt[yi] ?le|%|\bphan tram\b")),
    (Role.INVALID, re.compile(r"\b(?:khong|ko|chua) (?:hop le|duoc duyet|duyet|dat)|bi loai")),
    (Role.RETURNED, re.compile(r"bo sung|tra lai")),
    (Role.PENDING, re.compile(r"dang (?:xem xet|cho|xet)|cho (?:duyet|xem xet|xet)|chua xet")),
    (Role.VALID, re.compile(r"hop le|(?:da|duoc) duyet")),
    (Role.QUOTA, re.compile(r"chi tieu|\bgiao\b|ke hoach")),
    (Role.SUM, _SUM),
    (Role.REGISTERED, re.compile(r"dang ky|da nop|dang nhap|da gui|sang kien")),
)


@dataclass(frozen=True)
class Column:
    """A column of numbers; `label` is the lowest line of its heading, `is_sum` if that says so."""

    letter: str
    address: str
    heading: str
    role: Role
    label: str = ""
    is_sum: bool = False

    @property
    def is_whole(self) -> bool:
        return self.role in COUNTED

    @property
    def adds_up(self) -> bool:
        """Whether its total is the sum of its rows."""
        return self.role not in (Role.RATE, Role.WORDS)


@dataclass(frozen=True)
class Header:
    """Rows `first` to `last`, the letters of name and number, and the columns of figures."""

    first: int
    last: int
    name: str
    number: str | None
    columns: tuple[Column, ...]

    def of(self, role: Role) -> list[Column]:
        return [column for column in self.columns if column.role is role]

    @property
    def quota(self) -> Column | None:
        """The column of quotas; where they are split, that of their sum."""
        found = self.of(Role.QUOTA)
        return next((one for one in found if one.is_sum), found[0] if found else None)


def find_header(sheet: Sheet) -> Header | None:
    """The heading of the table, of one row or of several with merged cells."""
    for index, row in enumerate(sheet.rows[:_SEARCHED]):
        if row.hidden:
            continue
        rows = [row]
        for after in sheet.rows[index + 1 : index + _DEEPEST]:
            if not _goes_on(sheet, rows, after):
                break
            rows.append(after)
        if found := _header(sheet, rows):
            return found
    return None


def _goes_on(sheet: Sheet, rows: Sequence[Row], after: Row) -> bool:
    """Whether a row is still heading: below names that end above it, without a number in it."""
    if after.number != rows[-1].number + 1 or is_column_numbers(after):
        return False
    above = [(one.letter, fold(one.text)) for one in headings(sheet, rows)]
    names = [letter for letter, key in above if _NAME.match(key)]
    ended = {*names[:1], *(letter for letter, key in above if _NUMBER.match(key))}
    texts = [words(cell) for cell in after.cells.values()]
    return (
        bool(names)
        and ended.isdisjoint(after.cells)
        and all(text and not text[0].isdigit() for text in texts)
    )


def _header(sheet: Sheet, rows: Sequence[Row]) -> Header | None:
    number = name = None
    columns: list[Column] = []
    for found in headings(sheet, rows):
        key = fold(found.text)
        if len(key) > _LONGEST:
            return None
        if _NUMBER.match(key) and not number:
            number = found.letter
        elif _NAME.match(key) and not name:
            name = found.letter
        elif key:
            columns.append(_column(found))
    if not name or not any(column.is_whole for column in columns):
        return None
    return Header(rows[0].number, rows[-1].number, name, number, tuple(columns))


def _column(found: Heading) -> Column:
    """Its lowest line says most; what that leaves open is said by the lines above."""
    keys = [fold(text) for text in reversed(found.texts)]
    roles = [role for key in keys if (role := _role_of(key)) is not Role.OTHER]
    role = roles[0] if roles else Role.OTHER
    is_sum = bool(_SUM.match(keys[0]))
    if role is Role.SUM and Role.QUOTA in roles:
        role = Role.QUOTA
    return Column(found.letter, found.address, found.text, role, found.texts[-1], is_sum)


def _role_of(key: str) -> Role:
    return next((role for role, pattern in _ROLES if pattern.search(key)), Role.OTHER)
