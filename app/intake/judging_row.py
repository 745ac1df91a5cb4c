"""Judging one row of a list, field by field: what each says, and what is to be put right."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from flask_babel import gettext as _

from app import vietnamese as vn
from app.intake.fields import FIELDS, RECOGNITION_FIELDS, field_name
from app.intake.groups import group_of
from app.intake.listed import PaperRow
from app.intake.persons import phones_of, split_person
from app.intake.texts import read_texts

Verdict = Literal["ok", "warning", "error", "duplicate", "skipped"]
Window = tuple[date, date]
"""First and last day of the stage's window."""

SUMMARY_LIMIT = 2000
TITLE_LIMIT = 300
"""Characters."""

_REQUIRED = ("full_name", "target_group", "title", "applied_on", "summary")
_WANTED = ("phone", "birth_date")
_EXTRAS = ("id_number", "benefit_claimed", *RECOGNITION_FIELDS)
_SEVERITY = {"skipped": 0, "ok": 1, "warning": 2, "duplicate": 3, "error": 4}


@dataclass(frozen=True)
class Finding:
    """One remark on one field; "ok" findings say how something was understood."""

    verdict: Verdict
    field: str | None
    note: str
    address: str | None = None


@dataclass(frozen=True)
class Judged:
    """A row's judgement: the worst finding decides `verdict`, `field`, `note` and `address`.

    `values` (JSON-ready, absent ones omitted): full_name, co_authors, phone, birth_date or
    birth_year, id_number, target_group, title, applied_on and applied_precision, summary,
    benefit_claimed (đồng), recognition, recognition_number, recognised_on, recognition_issuer, and
    unit: the text that names the row's own unit, as typed. `typed` holds each field's text as it
    stood, for a form on which it can be put right. `row` is 0 for a form.
    """

    row: int
    verdict: Verdict
    field: str | None
    note: str
    values: dict[str, Any]
    address: str | None
    findings: list[Finding]
    typed: dict[str, str]


class Judging:
    """One row while it is being judged: each reader takes a field's text and keeps its value."""

    precision: Any = None

    def __init__(
        self, row: PaperRow, columns: Mapping[str, str], window: Window, groups: Mapping[int, str]
    ) -> None:
        self.row, self.columns, self.window, self.groups = row, columns, window, groups
        self.texts = read_texts(row)
        self.values: dict[str, Any] = {}
        self.findings: list[Finding] = []

    def all(self) -> None:
        for verdict, name, note in self.texts.noticed:
            self.say(verdict, name, note)
        for name in FIELDS:
            text = self.texts.typed.get(name)
            if not text:
                self.missing(name)
                continue
            try:
                getattr(self, "read_" + name)(text)
            except (vn.BadDate, vn.BadNumber, vn.BadPhone) as refusal:
                self.say("warning" if name in _EXTRAS else "error", name, str(refusal))

    def missing(self, name: str) -> None:
        # That a whole column is absent is said once, in the list's remarks.
        expected = name in _REQUIRED or (name in _WANTED and name in self.columns)
        if expected and name not in self.texts.spoilt:
            verdict = "error" if name in _REQUIRED else "warning"
            self.say(verdict, name, _("thiếu %(what)s", what=field_name(name)))

    def say(self, verdict: Any, name: str, note: str) -> None:
        cell, letter = self.row.cells.get(name), self.columns.get(name)
        address = cell.address if cell else f"{letter}{self.row.number}" if letter else ""
        if address:
            note = _("Ô %(cell)s: %(note)s", cell=address, note=note)
        else:
            note = note[:1].upper() + note[1:]
        self.findings.append(Finding(verdict, name, note, address or None))

    def repeated(self, seen: dict[tuple[str, str], list[tuple[str | None, int]]]) -> None:
        """Look for an earlier row of the same author, phone (where both have one) and title."""
        if not {"full_name", "title"} <= self.values.keys():
            return
        phone = self.values.get("phone")
        key = vn.name_key(self.values["full_name"]), vn.name_key(self.values["title"])
        earlier = seen.setdefault(key, [])
        first = next((n for other, n in earlier if not (phone and other) or phone == other), None)
        if first is None:
            earlier.append((phone, self.row.number))
        else:
            self.say("duplicate", "title", _("trùng tác giả và tên với dòng %(row)d", row=first))

    def result(self) -> Judged:
        """The worst finding decides; among equals the first field of the form."""
        self.findings.sort(key=lambda f: (-_SEVERITY[f.verdict], FIELDS.index(str(f.field))))
        worst = (self.findings or [Finding("ok", None, "")])[0]
        decided = (self.row.number, worst.verdict, worst.field, worst.note)
        return Judged(*decided, self.values, worst.address, self.findings, self.texts.typed)

    def read_full_name(self, text: str) -> None:
        names = split_person(text).names
        if not names:
            self.missing("full_name")
            return
        self.values["full_name"] = names[0]
        if others := names[1:]:
            self.values["co_authors"] = others
            note = _(
                "có %(count)d người: %(first)s là tác giả, %(others)s là đồng tác giả",
                count=len(names),
                first=names[0],
                others=", ".join(others),
            )
            self.say("warning", "full_name", note)

    def read_phone(self, text: str) -> None:
        phone, more = phones_of(text)
        self.values["phone"] = phone.number
        if more:
            note = _(
                "có %(count)d số điện thoại, đã lấy số đầu %(number)s",
                count=more + 1,
                number=phone.number,
            )
            self.say("warning", "phone", note)
        if phone.repaired == "leading_zero":
            note = _("mất số 0 ở đầu, đã hiểu là %(number)s", number=phone.number)
            self.say("warning", "phone", note)
        elif phone.repaired == "old_prefix":
            note = _("số 11 chữ số cũ, đã đổi thành %(number)s", number=phone.number)
            self.say("warning", "phone", note)

    def read_birth_date(self, text: str) -> None:
        day, year = vn.read_birth(text)
        if day:
            self.values["birth_date"] = day.isoformat()
        elif year:
            self.values["birth_year"] = year
            self.say("ok", "birth_date", _("chỉ có năm sinh %(year)d", year=year))

    def read_id_number(self, text: str) -> None:
        digits = re.sub(r"[\s.]", "", text)
        cell = self.row.cells.get("id_number")
        if cell and cell.kind == "number" and len(digits) in (8, 11):
            digits = "0" + digits
            self.say("warning", "id_number", _("mất số 0 ở đầu, đã thêm lại"))
        if re.fullmatch("[0-9]{9}|[0-9]{12}", digits):
            self.values["id_number"] = digits
        else:
            self.say("warning", "id_number", _("CMND phải có 9 chữ số, CCCD phải có 12 chữ số"))

    def read_target_group(self, text: str) -> None:
        group = group_of(text, self.groups)
        if group is not None:
            self.values["target_group"] = group
            return
        known, typed = ", ".join(map(str, sorted(self.groups))), text[:40]
        note = _("không có đối tượng “%(typed)s”, xin chọn %(known)s", typed=typed, known=known)
        self.say("error", "target_group", note)

    def read_title(self, text: str) -> None:
        self.within("title", " ".join(text.split("\n")), TITLE_LIMIT)

    def read_summary(self, text: str) -> None:
        self.within("summary", text, SUMMARY_LIMIT)

    def within(self, name: str, text: str, limit: int) -> None:
        self.values[name] = text
        if len(text) > limit:
            length, most = vn.count_text(len(text)), vn.count_text(limit)
            note = _("dài %(length)s ký tự, tối đa %(most)s ký tự", length=length, most=most)
            self.say("error", name, note)

    def read_applied_on(self, text: str) -> None:
        dated = vn.read_applied(text)
        if self.precision in get_args(vn.Precision):
            dated = vn.Dated(dated.day, self.precision)
        self.values |= {"applied_on": dated.day.isoformat(), "applied_precision": dated.precision}
        day, (since, until) = vn.day_text(dated.day), self.window
        cell = self.row.cells.get("applied_on")
        if cell and cell.kind == "number" and dated.precision == "day":
            self.say("ok", "applied_on", _("%(number)s là ngày %(day)s", number=text, day=day))
        if dated.until < since or dated.day > until:
            stage = f"{vn.day_text(since)} – {vn.day_text(until)}"
            note = _("áp dụng từ %(day)s, ngoài giai đoạn %(stage)s", day=day, stage=stage)
            self.say("error", "applied_on", note)

    def read_benefit_claimed(self, text: str) -> None:
        benefit = vn.read_benefit(text)
        self.values["benefit_claimed"] = benefit.dong
        if benefit.times not in (None, 1):
            self.say("ok", "benefit_claimed", benefit.said_back)

    def read_unit(self, text: str) -> None:
        self.line("unit", text)

    def read_recognition(self, text: str) -> None:
        self.line("recognition", text)

    def read_recognition_number(self, text: str) -> None:
        self.line("recognition_number", text)

    def read_recognition_issuer(self, text: str) -> None:
        self.line("recognition_issuer", text)

    def read_recognised_on(self, text: str) -> None:
        dated = vn.read_applied(text)
        if dated.precision == "day":
            self.values["recognised_on"] = dated.day.isoformat()
        else:
            self.say("warning", "recognised_on", _("xin ghi đủ ngày, tháng, năm công nhận"))

    def line(self, name: str, text: str) -> None:
        self.values[name] = " ".join(text.split("\n"))
