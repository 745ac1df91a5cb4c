"""What goes out of a table, on whatever paper: titles, columns, lines, and what stands below."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from app.progress.figures import DEFINITION_NOTES, Line
from app.progress.tables import Table, summed
from app.vietnamese import moment_text, whole_rate_text


def columns(table: Table) -> list[tuple[str, str]]:
    """The counted columns before "Cộng": heading and name of the count.

    "Đang xem xét" and "Yêu cầu bổ sung" are there whenever one of them is not 0.
    """
    counts = table.own.counts
    shown = [(_("Hợp lệ"), "valid"), (_("Không hợp lệ"), "invalid")]
    if counts.pending:
        shown.append((_("Đang xem xét"), "pending"))
    if counts.returned:
        shown.append((_("Yêu cầu bổ sung"), "returned"))
    return shown


def below(table: Table) -> list[tuple[str, int]]:
    """Lines under the total, as amounts: what makes it up to what was received, and that."""
    return [(name, abs(amount)) for name, amount in table.differences]


@dataclass(frozen=True)
class PrintedLine:
    """A line as printed. `number` is None for the total; `rates` are texts, "54,22%"."""

    number: int | None
    name: str
    quota: int | None
    counts: Sequence[int]
    rates: Sequence[str]

    @property
    def sum(self) -> int:
        """Cộng: of what is printed before it."""
        return sum(self.counts)


@dataclass(frozen=True)
class Printed:
    """A table ready to go out; its total is the sum of the lines that are printed.

    :param rounded: with the rate in whole per cent beside the exact one, as some dispatches have it
    :param structure: on which tree a past table stands, in words
    """

    table: Table
    rounded: bool = False
    structure: str = ""

    @property
    def titles(self) -> list[str]:
        name = self.table.window.programme.name
        return [
            _("BẢNG TỔNG HỢP"),
            _("Sáng kiến được đăng ký tham gia chương trình “%(name)s”", name=name),
            _("%(unit)s, %(stage)s", unit=self.table.own.name, stage=self.table.window.stage.name),
            self.stamp,
        ]

    @property
    def stamp(self) -> str:
        said = _("Số liệu tính đến %(moment)s", moment=moment_text(self.table.moment))
        return (
            f"{said}, {self.structure[:1].lower()}{self.structure[1:]}" if self.structure else said
        )

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        return columns(self.table)

    @property
    def group(self) -> str:
        """What stands over the counted columns."""
        return _("Số sáng kiến được đăng ký tham gia chương trình")

    @property
    def rate_names(self) -> list[str]:
        return [_("Tỷ lệ"), _("Tỷ lệ làm tròn")] if self.rounded else [_("Tỷ lệ")]

    @property
    def before(self) -> list[str]:
        """Headings of the columns before the counted ones."""
        return [_("STT"), _("Tên đơn vị"), _("Chỉ tiêu giao")]

    @property
    def after(self) -> list[str]:
        return [_("Cộng"), *self.rate_names]

    @property
    def headings(self) -> list[str]:
        """In one line."""
        return [*self.before, *(name for name, _key in self.columns), *self.after]

    @cached_property
    def lines(self) -> list[PrintedLine]:
        """A unit with nobody below prints itself."""
        return [self._line(line, number) for number, line in enumerate(self._parts, start=1)]

    @cached_property
    def total(self) -> PrintedLine:
        return self._line(summed("total", _("Tổng cộng"), self._parts), None)

    @property
    def below(self) -> list[tuple[str, int]]:
        return below(self.table)

    @property
    def notes(self) -> list[str]:
        notes = [str(DEFINITION_NOTES[self.table.definition])]
        if self.rounded:
            notes.append(_("Tỷ lệ làm tròn đến phần trăm, như in trong một số công văn"))
        return [f"{note}." for note in notes]

    @property
    def _parts(self) -> Sequence[Line]:
        return self.table.lines or [self.table.own]

    def _line(self, line: Line, number: int | None) -> PrintedLine:
        counts, definition = line.counts, self.table.definition
        rates = [line.rate(definition)]
        if self.rounded:
            rates.append(whole_rate_text(counts.by(definition), line.quota))
        quota = line.quota
        if number is None and not any(part.quota is not None for part in self._parts):
            quota = None  # nobody has any: that is no quota of 0
        return PrintedLine(
            number, line.name, quota, [getattr(counts, key) for _name, key in self.columns], rates
        )
