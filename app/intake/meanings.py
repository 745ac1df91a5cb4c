"""What a heading means, with marks or without, in whatever words offices use."""

import re
from functools import lru_cache

from app.intake.fields import NUMBER, RECOGNITION_FIELDS
from app.vietnamese import fold

_NOTHING = re.compile(
    r"don vi tinh|\bdvt\b|^ghi chu|^loi( can sua)?$|trang thai|^ma (tra cuu|sang kien|so)|"
    r"(ngay|noi) cap\b|dong tac gia|chuc (vu|danh)|(noi|don vi|pham vi|dia diem|linh vuc) "
    r"(da |duoc )?ap dung|linh vuc|so luong|so ban|minh chung|\blink\b|email|dia chi|"
    r"xep loai|ty le"
)
"""Columns that are none of ours, though they speak of units, authors or initiatives."""

_PERSON = {
    "full_name": re.compile(
        r"ho (va )?(chu lot va |dem va )?ten|tac gia|nguoi (co|nop) sang kien|^ho ten\b"
    ),
    "phone": re.compile(r"dien thoai|\bs?dt\b|\bso dt\b|di dong|lien lac|lien he"),
    "birth_date": re.compile(r"\bnam sinh|ngay,? ?(thang,? ?)?(nam )?sinh|sinh ngay|sinh nam"),
    "id_number": re.compile(r"cccd|cmnd|cmt|can cuoc|chung minh|dinh danh"),
}
_UNIT_BESIDE = re.compile(r"don vi|noi (cong tac|lam viec)|co quan|\bcdcs\b|\btruong\b|cong ty")
"""A place of work named in one heading with the person."""
_UNIT = re.compile(
    r"^(ten )?(don vi|cdcs|cd ?cs|cong doan|co quan|truong|doanh nghiep|cong ty|to chuc)\b"
    r"|noi (cong tac|lam viec)|(don vi|co quan) (cong tac|cong doan|truc thuoc)|thuoc don vi"
)
# The first that matches wins: "tóm tắt nội dung sáng kiến" is no title, nor is "ngày áp dụng
# sáng kiến" or "quyết định công nhận sáng kiến".
_FIRST = {
    NUMBER: re.compile(r"^(stt|tt|so tt|so thu tu)\b"),
    "title": re.compile(r"^ten (cua )?(cac )?(sang kien|giai phap|de tai|sk)"),
    "target_group": re.compile(r"doi tuong"),
    "applied_on": re.compile(
        r"(thoi gian|thoi diem|ngay|bat dau).*ap dung|^ap dung"
        r"|^(thoi gian|thoi diem|ngay) (thuc hien|trien khai|bat dau|su dung)"
    ),
    "benefit_claimed": re.compile(r"lam loi|gia tri|hieu qua kinh te|tiet kiem"),
}
_RECOGNITION = re.compile(r"cong nhan|khen thuong|quyet dinh|\bqd\b")
_ISSUING = r"(don vi|co quan|cap|noi|nguoi|hoi dong)"
_OF_RECOGNITION = {
    "recognition": re.compile(r"hinh thuc"),
    "recognition_number": re.compile(r"\bso\b"),
    "recognised_on": re.compile(r"\b(ngay|thoi gian|thoi diem)\b"),
    "recognition_issuer": re.compile(
        rf"\b{_ISSUING} (cong nhan|khen|ban hanh|ra|ky|quyet dinh|cap)"
        rf"|(cong nhan|khen thuong|quyet dinh|\bqd)\W* {_ISSUING}\b"
    ),
}
_LAST = {
    "summary": re.compile(r"tom tat|noi dung|mo ta"),
    "unit": _UNIT,
    "title": re.compile(r"sang kien|giai phap|de tai"),
}
_LONGEST = 150
"""Characters; a longer cell is a text, not a heading."""


@lru_cache(maxsize=1_000)
def fields_of(heading: str) -> tuple[str, ...]:
    """The fields a heading names: one as a rule, several for "Họ và tên; số điện thoại; …"."""
    words = fold(heading) if len(heading) <= 2 * _LONGEST else ""
    if not words or len(words) > _LONGEST or _NOTHING.search(words):
        return ()
    person = tuple(f for f, pattern in _PERSON.items() if pattern.search(words))
    if person and not _FIRST["title"].search(words):
        return (*person, "unit") if _UNIT_BESIDE.search(words) else person
    for field, pattern in _FIRST.items():
        if pattern.search(words):
            return (field,)
    if _RECOGNITION.search(words):
        return (_of_recognition(words),)
    return next(((f,) for f, pattern in _LAST.items() if pattern.search(words)), ())


def is_beside(heading: str) -> bool:
    """Whether a column only holds remarks and the like."""
    return _NOTHING.search(fold(heading[:_LONGEST])) is not None


def under(group: str, heading: str) -> tuple[str, ...]:
    """The fields of a heading that stands under another: "Số" under "Quyết định công nhận"."""
    if set(fields_of(group)) & set(RECOGNITION_FIELDS):
        return fields_of(f"{group} {heading}")
    return fields_of(heading) or fields_of(f"{group} {heading}")


def _of_recognition(words: str) -> str:
    """One part of a recognition, or all of it when the heading names several."""
    parts = [field for field, pattern in _OF_RECOGNITION.items() if pattern.search(words)]
    return parts[0] if len(parts) == 1 else "recognition"
