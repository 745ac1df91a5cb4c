"""Which column of a paper list means what, read from the words of its header."""

import re
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from app.sheets import Cell, Sheet
from app.vietnamese import fold, nfc, repair_font, squeeze

NUMBER = "number"
"""The list's own numbering (STT); it holds no fact about an initiative."""

FIELDS = (
    "full_name",
    "phone",
    "birth_date",
    "id_number",
    "target_group",
    "title",
    "applied_on",
    "summary",
    "benefit_claimed",
    "recognition",
)
"""Fields of a list in the order of the paper form."""

PERSON_FIELDS = FIELDS[:4]

_PERSON_WORDS = {
    "full_name": r"ho (va )?(chu lot va |dem va )?ten|tac gia|nguoi (co|nop) sang kien",
    "phone": r"dien thoai|\bs?dt\b|\bso dt\b|di dong|lien lac",
    "birth_date": r"\bnam sinh|ngay,? ?(thang,? ?)?(nam )?sinh|sinh ngay|sinh nam",
    "id_number": r"cccd|cmnd|cmt|can cuoc|chung minh|dinh danh",
}
# The first that matches wins: "tóm tắt nội dung sáng kiến" is no title, nor is "ngày áp dụng
# sáng kiến" or "quyết định công nhận sáng kiến".
_WORDS = {
    NUMBER: r"^(stt|tt|so tt|so thu tu)\b",
    "title": r"^ten (cua )?(cac )?(sang kien|giai phap|de tai|sk)",
    "target_group": r"doi tuong",
    "applied_on": r"(thoi gian|thoi diem|ngay|bat dau).*ap dung|^ap dung",
    "benefit_claimed": r"lam loi|gia tri|hieu qua kinh te|tiet kiem",
    "recognition": r"cong nhan|khen thuong|quyet dinh",
    "summary": r"tom tat|noi dung|mo ta",
}
_LATE_WORDS = {"title": r"sang kien|giai phap|de tai"}
_NUMBERED = re.compile(r"(?:(?:doi tuong|dt|nhom)(?: so)? ?)?0?([0-9]{1,3})(?: [a-z].*)?")
_LONGEST = 150
"""Characters; a longer cell is a text, not a heading."""


def fields_of(heading: str) -> tuple[str, ...]:
    """The fields a heading names: one as a rule, several for "Họ và tên; số điện thoại; …"."""
    words = fold(heading)
    if not words or len(words) > _LONGEST:
        return ()
    person = tuple(f for f, pattern in _PERSON_WORDS.items() if re.search(pattern, words))
    if person and not re.search(_WORDS["title"], words):
        return person
    for field, pattern in (*_WORDS.items(), *_LATE_WORDS.items()):
        if re.search(pattern, words):
            return (field,)
    return ()


def columns_of(headings: Mapping[str, str]) -> dict[str, str]:
    """Field → column letter, from column letter → heading; the first column of a field counts."""
    columns: dict[str, str] = {}
    for letter, heading in headings.items():
        for field in fields_of(heading):
            columns.setdefault(field, letter)
    return columns


def is_header(columns: Mapping[str, str]) -> bool:
    """Whether these columns can hold a list: names, titles and something besides."""
    return {"full_name", "title"} <= columns.keys() and len(set(columns.values())) > 2


def group_of(text: str, groups: Mapping[int, str]) -> int | None:
    """The target group meant by "2", "Đối tượng 4", "4. Cán bộ …", a name or its beginning."""
    words = " ".join(re.findall("[a-z0-9]+", fold(text)))
    numbered = re.fullmatch(
        r"(?:(?:doi tuong|dt|nhom)(?: so)? ?)?0?([0-9]{1,3})(?: [a-z].*)?", words
    )
    if numbered:
        return int(numbered[1]) if int(numbered[1]) in groups else None
    names = {n: " ".join(re.findall("[a-z0-9]+", fold(name))) for n, name in groups.items()}
    exact = [n for n, name in names.items() if name == words]
    begun = [n for n, name in names.items() if words and name.startswith(words)]
    longer = [n for n, name in names.items() if name and words.startswith(name)]
    for found in (exact, begun, sorted(longer, key=lambda n: -len(names[n]))[:1]):
        if len(found) == 1:
            return found[0]
    return None


def find_header(sheet: Sheet) -> tuple[int, int, dict[str, str]] | None:
    """(first row, last row, field → column letter); merged cells make a header of several rows."""
    for index, row in enumerate(sheet.rows):
        last = max([row.number, *_merged_until(sheet, row.number)])
        headings: dict[str, str] = {}
        for under in sheet.rows[index : index + 1 + last - row.number]:
            if under.number <= last:
                headings |= {letter: cell_words(cell) for letter, cell in under.cells.items()}
        columns = columns_of(headings)
        if not row.hidden and is_header(columns):
            return row.number, last, columns
    return None


def cell_words(cell: Cell) -> str:
    """A cell's value as one clean line, old fonts converted."""
    return squeeze(repair_font(nfc(str(cell.value)))[0])


def field_name(field: str) -> str:
    """What a field is called on the page."""
    return {
        "full_name": _("họ tên"),
        "phone": _("số điện thoại"),
        "birth_date": _("ngày sinh"),
        "id_number": _("số CCCD/CMND"),
        "target_group": _("đối tượng"),
        "title": _("tên sáng kiến"),
        "applied_on": _("thời gian áp dụng"),
        "summary": _("tóm tắt nội dung"),
        "benefit_claimed": _("giá trị làm lợi"),
        "recognition": _("hình thức công nhận"),
    }[field]


def _merged_until(sheet: Sheet, row: int) -> Iterator[int]:
    for cells in sheet.merged:
        if found := re.fullmatch(rf"[A-Z]+{row}:[A-Z]+([0-9]+)", cells):
            # More than three rows are a title's decoration, not a header.
            yield min(int(found[1]), row + 2)
