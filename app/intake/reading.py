"""Finding the list in a spreadsheet: its unit, its rows, where it ends, and each row's texts."""

import re
from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.intake.headers import FIELDS, PERSON_FIELDS, cell_words, field_name, find_header
from app.sheets import Book, Cell, Row, Sheet
from app.vietnamese import fold, nfc, repair_font, squeeze

_UNIT = re.compile(
    r"(?:C[ĐD] ?CS|(?:tên )?(?:công đoàn cơ sở|công đoàn|đơn vị))\s*[:：]\s*(.*)"
    r"|(?:C[ĐD]CS|công đoàn cơ sở)\s+(.+)",
    re.IGNORECASE,
)
_END = re.compile(
    r"ghi chu|tm\.? ?(ban|bch|btv)\b|t/m|nguoi (lap|tong hop)|chu tich|xac nhan|noi nhan"
    r"|danh sach nay|thu truong|.*\bngay .*\bthang .*\bnam\b"
)
_LABEL = re.compile(r"\W*\b(SĐT|SDT|ĐT|điện thoại|sinh (ngày|năm)|NS)\W*$", re.IGNORECASE)
_LONGEST_PERSON = 500
"""Characters; nobody needs more, and the patterns stay quick."""
_TOTAL = re.compile(r"tong (cong|so)|cong\b")
_FEW = 2
"""Cells; a line with more is an initiative, whatever it starts with."""


class ListRefused(ValueError):
    """`code` for the program ("no_header"), `message` in Vietnamese for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class PaperRow:
    """A row of the list: `cells` by field; one cell stands under each field it combines."""

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True)
class PaperList:
    """A list as it stands on paper. `columns`: field → letter; `remarks`: what was passed over."""

    sheet: str
    header_row: int
    unit_line: str | None
    columns: dict[str, str]
    rows: list[PaperRow]
    remarks: list[str]
    headings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """What one combined cell says; empty strings where it says nothing."""

    names: list[str]
    phone: str = ""
    birth_date: str = ""
    id_number: str = ""
    by_comma: bool = False


@dataclass
class Texts:
    """A row's clean texts by field, what was noticed on the way (verdict, field, note), and the
    fields of which an error left nothing to read."""

    typed: dict[str, str] = field(default_factory=dict)
    noticed: list[tuple[str, str, str]] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)


def read_list(book: Book) -> PaperList:
    """The list on the first visible sheet that has a header; raises `ListRefused`."""
    hidden = [
        _("Trang “%(name)s” đang ẩn nên không đọc.", name=sheet.name)
        for sheet in book.sheets
        if sheet.hidden
    ]
    for sheet in book.sheets:
        if not sheet.hidden and (header := find_header(sheet)):
            first, last, columns = header
            letters = {f: columns[f] for f in FIELDS if f in columns}
            rows, remarks = _rows_after(last, sheet, letters)
            absent = [
                _("Danh sách không có cột %(what)s.", what=field_name(f))
                for f in ("phone", "birth_date", "target_group", "applied_on", "summary")
                if f not in letters
            ]
            remarks = [*hidden, *absent, *remarks]
            return PaperList(sheet.name, first, _unit(sheet, first), letters, rows, remarks)
    raise ListRefused(
        "no_header",
        _(
            "Không tìm thấy dòng tiêu đề của danh sách. Xin giữ nguyên các cột của mẫu: "
            "STT, Họ và tên, Đối tượng, Tên sáng kiến, Thời gian áp dụng, Tóm tắt nội dung."
        ),
    )


def read_texts(row: PaperRow) -> Texts:
    """Each field's text, old fonts converted; a combined cell is read once and taken apart."""
    texts = Texts()
    shared: dict[int, list[str]] = {}
    for name in FIELDS:
        if name in row.cells:
            shared.setdefault(id(row.cells[name]), []).append(name)
    for fields in shared.values():
        text = _cell_text(row.cells[fields[0]], fields[0], texts)
        if text is None:
            texts.spoilt |= set(fields)
        elif len(fields) == 1 and not (fields == ["full_name"] and re.search("[0-9;\n]", text)):
            texts.typed[fields[0]] = text
        else:
            person = split_person(text)
            if person.by_comma:
                texts.noticed.append(("ok", fields[0], _("các phần cách nhau bằng dấu phẩy")))
            texts.typed |= {"full_name": ", ".join(person.names)} if person.names else {}
            for name in PERSON_FIELDS[1:]:
                if piece := getattr(person, name):
                    texts.typed[name] = piece
    return texts


def split_person(text: str) -> Person:
    """ "Họ tên; điện thoại; ngày sinh" taken apart by what each piece looks like."""
    text = text[:_LONGEST_PERSON]
    pieces = re.split(r"[;\n]", text)
    by_comma = len(pieces) == 1 and re.search("[0-9]", text.partition(",")[2]) is not None
    if by_comma:
        pieces = text.split(",")
    elif len(pieces) == 1:
        pieces = _unpunctuated(text)
    names: list[str] = []
    found = dict.fromkeys(PERSON_FIELDS[1:], "")
    for piece in pieces:
        kind = _kind(piece)
        if kind is None:
            names += re.split(r",|&|\+|\svà\s", _LABEL.sub("", piece.strip()))
        elif not found[kind]:
            found[kind] = re.sub(r"^[^0-9+]+|[^0-9]+$", "", piece)
    return Person([name.strip() for name in names if name.strip()], by_comma=by_comma, **found)


def _unpunctuated(text: str) -> list[str]:
    """ "Nguyễn Văn Hải 0901 234 567 - 12/03/1988": numbers begin at the first digit."""
    name, digit, rest = re.match(r"([^0-9+]*)([0-9+]?)(.*)", text).groups()  # type: ignore[union-attr]
    numbers = digit + rest
    birth = re.search(r"[\s(-]+((?:[0-9]{1,2}[/.-]){2}[0-9]{4}|(?:19|20)[0-9]{2})\)?$", numbers)
    if birth and len(re.findall("[0-9]", numbers[: birth.start()])) >= 9:
        return [name.strip(" -–:("), numbers[: birth.start()], birth[1]]
    return [name.strip(" -–:("), numbers]


def _kind(piece: str) -> str | None:
    digits = re.sub("[^0-9]", "", piece)
    if not digits:
        return None
    if re.search(r"[0-9]\s?[/-]\s?[0-9]{1,2}\s?[/-]\s?[0-9]|[0-9]\.[0-9]{1,2}\.[0-9]{4}$", piece):
        return "birth_date"
    if len(digits) == 12 and "+" not in piece:
        return "id_number"
    return "birth_date" if len(digits) < 7 else "phone"


def _cell_text(cell: Cell, name: str, texts: Texts) -> str | None:
    if cell.kind == "formula":
        note = _("ô chứa công thức, xin ghi thẳng nội dung")
        texts.noticed.append(("error", name, note))
        return None
    if cell.kind == "error":
        note = _("ô đang báo lỗi %(value)s, xin ghi lại", value=cell.value)
        texts.noticed.append(("error", name, note))
        return None
    if cell.kind != "text":
        return str(cell.value)
    composed = nfc(str(cell.value))
    text, font = repair_font(composed)
    if font:
        note = _("chữ gõ bằng phông %(font)s, đã chuyển sang Unicode", font=font)
        texts.noticed.append(("warning", name, note))
    elif composed != cell.value:
        texts.noticed.append(("ok", name, _("dấu gõ kiểu tổ hợp, đã đưa về dạng dựng sẵn")))
    return "\n".join(filter(None, map(squeeze, text.splitlines())))


def _rows_after(
    last: int, sheet: Sheet, letters: dict[str, str]
) -> tuple[list[PaperRow], list[str]]:
    rows, remarks = [], []
    for row in (r for r in sheet.rows if r.number > last):
        if _ends(row):
            break
        cells = {f: row.cells[a] for f, a in letters.items() if a in row.cells}
        words = {cell.address: w for cell in cells.values() if (w := cell_words(cell))}
        cells = {f: cell for f, cell in cells.items() if cell.address in words}
        # A pre-numbered blank line, a line of column numbers "(1) (2) (3)", a total.
        if all(re.fullmatch(r"\(?[0-9]{1,2}\)?", w) for w in words.values()) or _total(row):
            continue
        if len(words) == 1 and (cell := next(iter(cells.values()))).kind != "formula":
            text = words[cell.address][:60]
            remarks.append(
                _("Dòng %(row)d chỉ có “%(text)s” nên đã bỏ qua.", row=row.number, text=text)
            )
            continue
        if row.hidden:
            remarks.append(hidden_row(row.number))
        rows.append(PaperRow(row.number, cells, row.hidden))
    return rows, remarks


def hidden_row(number: int) -> str:
    """The remark on a row that is hidden in the file."""
    return _("Dòng %(row)d đang ẩn trong tệp nên không đọc.", row=number)


def _unit(sheet: Sheet, header_row: int) -> str | None:
    for row in (r for r in sheet.rows if r.number < header_row):
        texts = [cell_words(cell) for cell in row.cells.values()]
        for index, text in enumerate(texts):
            if found := _UNIT.fullmatch(text):
                named = found[1] or found[2] or next(iter(texts[index + 1 :]), "")
                return named.strip(" .…") or None
    return None


def _first_words(row: Row) -> str:
    return next((fold(cell_words(cell))[:200] for cell in row.cells.values()), "")


def _ends(row: Row) -> bool:
    return len(row.cells) <= _FEW and _END.match(_first_words(row)) is not None


def _total(row: Row) -> bool:
    return len(row.cells) <= _FEW and _TOTAL.match(_first_words(row)) is not None
