"""The form of a list as it is given out: blank, or with what is known already."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any, Literal

from flask_babel import force_locale
from flask_babel import gettext as _

from app.sheets import Growing, Streamed, Table
from app.vietnamese import applied_entry, count_text, day_text
from app.words import Document

Kind = Literal["xlsx", "docx"]
Values = Mapping[str, Any]
"""The keys of `Judged.values`, and perhaps `state` and `code`, which a reader passes over."""

BLANK_ROWS = 20
_WIDTHS = (5, 26, 9, 26, 16, 42, 15, 16, 16, 16, 13, 18)
_UNIT_WIDTH = 24
_MORE_WIDTH = 14


def blank_form(
    kind: Kind,
    unit_name: str,
    stage_name: str,
    since: dt.date,
    until: dt.date,
    *,
    groups: Mapping[int, str] | None = None,
    with_units: bool = False,
) -> bytes:
    """A form to fill in; empty numbered rows are passed over when it comes back.

    :param groups: target groups, explained under the table
    :param with_units: a column "Đơn vị": one list for many units
    """
    rows: list[Values] = [{} for _row in range(BLANK_ROWS)]
    stage = stage_name, since, until
    return filled_form(
        rows, unit_name, stage, kind=kind, groups=groups or {}, with_units=with_units
    )


def filled_form(
    rows: Iterable[Values],
    unit_name: str,
    stage: tuple[str, dt.date, dt.date],
    *,
    kind: Kind = "xlsx",
    groups: Mapping[int, str] | None = None,
    with_units: bool = False,
    more: Sequence[str] = (),
) -> bytes:
    """The same form with rows; read again it gives the same values.

    :param stage: its name, first and last day
    :param more: of "state", "code" and "stage", the columns to put at the end
    """
    form = ListForm(unit_name, stage, groups=groups or {}, with_units=with_units, more=more)
    return form.word(rows) if kind == "docx" else form.sheet(rows)


class ListForm:
    """The form of one list, to be written at once or in steps; the parameters as above.

    Whoever asks, it is in the language in which it is read again.
    """

    def __init__(
        self,
        unit_name: str,
        stage: tuple[str, dt.date, dt.date],
        *,
        groups: Mapping[int, str],
        with_units: bool,
        more: Sequence[str] = (),
    ) -> None:
        self.groups, self.with_units, self.more = groups, with_units, more
        widths = [*_WIDTHS[:2], *([_UNIT_WIDTH] if with_units else []), *_WIDTHS[2:]]
        self.widths: list[float] = [*widths, *(_MORE_WIDTH for _column in more)]
        with force_locale("vi"):
            self._say(unit_name, stage)

    def _say(self, unit_name: str, stage: tuple[str, dt.date, dt.date]) -> None:
        self.unit_line = _("Đơn vị: %(name)s", name=unit_name)
        self.title = _("DANH SÁCH TỔNG HỢP TÓM TẮT SÁNG KIẾN, GIẢI PHÁP")
        name, since, until = stage
        self.stage_line = _(
            "(%(stage)s: từ %(since)s đến %(until)s)",
            stage=name,
            since=day_text(since),
            until=day_text(until),
        )
        self.tab = _("Danh sách")
        self.headings = [*self._headings()]
        self.notes, self.signature = [*self._notes()], [*self._signature()]

    def sheet(self, rows: Iterable[Values]) -> bytes:
        sheet = Streamed(*self._page[:2], merged=self._page[2])
        self.head(sheet)
        self.rows(sheet, rows)
        self.foot(sheet)
        return sheet.to_bytes()

    def growing(self, state: Mapping[str, Any] | None) -> Growing:
        """Its sheet, to be written in steps; with `state`, what was begun before."""
        return Growing(*self._page[:2], merged=self._page[2], state=state)

    @property
    def _page(self) -> tuple[str, list[float], list[str]]:
        last = ascii_uppercase[len(self.headings) - 1]
        return self.tab, self.widths, [f"A{row}:{last}{row}" for row in (3, 4)]

    def head(self, sheet: Table) -> None:
        """What stands over the rows."""
        sheet.line(self.unit_line, bold=True)
        sheet.blank()
        sheet.title(self.title)
        sheet.title(self.stage_line)
        sheet.blank()
        sheet.heading(self.headings)

    def rows(self, sheet: Table, rows: Iterable[Values], since: int = 0) -> int:
        """Rows of the list, of which `since` stand there already; how many there are now."""
        with force_locale("vi"):
            for values in rows:
                since += 1
                sheet.row([since, *self._cells(values)])
        return since

    def foot(self, sheet: Table) -> None:
        """What stands under the rows."""
        sheet.blank()
        for line in self.notes:
            sheet.line(line, italic=True)
        sheet.blank()
        for line in self.signature:
            sheet.line(*[None] * (len(self.headings) // 2), line, bold=True)

    def word(self, rows: Iterable[Values]) -> bytes:
        document = Document()
        document.line(self.unit_line, bold=True)
        document.line(self.title, bold=True, align="center")
        document.line(self.stage_line, italic=True, align="center")
        table = document.table(self.widths)
        table.heading(self.headings)
        for number, values in enumerate(rows, 1):
            table.row([str(number), *map(_shown, self._cells(values))])
        for line in self.notes:
            document.line(line, italic=True)
        for line in self.signature:
            document.line(line, bold=True, align="right")
        return document.to_bytes()

    def _headings(self) -> Iterator[str]:
        yield _("STT")
        yield _("Họ và tên; số điện thoại; ngày tháng năm sinh")
        if self.with_units:
            yield _("Đơn vị")
        yield _("Đối tượng")
        yield _("Tên sáng kiến")
        yield _("Ghi rõ thời gian áp dụng")
        yield _("Tóm tắt nội dung sáng kiến")
        yield _("Số CCCD")
        yield _("Giá trị làm lợi (đồng)")
        yield _("Hình thức công nhận")
        yield _("Số quyết định công nhận")
        yield _("Ngày công nhận")
        yield _("Cơ quan công nhận")
        named = {"state": _("Trạng thái"), "code": _("Mã tra cứu"), "stage": _("Giai đoạn")}
        yield from (named[name] for name in self.more)

    def _cells(self, values: Values) -> list[str | int | None]:
        return [
            _person(values),
            *([values.get("unit")] if self.with_units else []),
            values.get("target_group"),
            values.get("title"),
            _applied(values),
            values.get("summary"),
            values.get("id_number"),
            values.get("benefit_claimed"),
            values.get("recognition"),
            values.get("recognition_number"),
            _day(values.get("recognised_on")),
            values.get("recognition_issuer"),
            *(values.get(name) for name in self.more),
        ]

    def _notes(self) -> Iterator[str]:
        yield _("Ghi chú:")
        for number, name in self.groups.items():
            yield _("- Đối tượng %(number)d: %(name)s.", number=number, name=name.rstrip("."))
        yield _(
            "- Có nhiều tác giả thì ghi tác giả chính trước, các đồng tác giả cách nhau bằng dấu "
            "phẩy."
        )
        yield _("- Chưa có số CCCD, giá trị làm lợi hoặc văn bản công nhận thì để trống.")

    def _signature(self) -> Iterator[str]:
        yield _("TM. BAN CHẤP HÀNH")
        yield _("(Ký, ghi rõ họ tên, đóng dấu)")


def _person(values: Values) -> str | None:
    """ "Họ tên, đồng tác giả; điện thoại; ngày sinh", as far as it is known."""
    names = ", ".join([values.get("full_name") or "", *(values.get("co_authors") or ())])
    birth = _day(values.get("birth_date")) or values.get("birth_year")
    return "; ".join(str(said) for said in (names, values.get("phone"), birth) if said) or None


def _applied(values: Values) -> str | None:
    if not (said := values.get("applied_on")):
        return None
    return applied_entry(dt.date.fromisoformat(said), values.get("applied_precision") or "day")


def _day(said: str | None) -> str | None:
    return day_text(dt.date.fromisoformat(said)) if said else None


def _shown(value: str | int | None) -> str:
    if isinstance(value, int):
        return count_text(value)
    return value or ""
