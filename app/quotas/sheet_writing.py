"""A plan as an .xlsx in the layout its table came in, and a page with a row per unit behind it."""

from flask_babel import gettext as _

from app.quotas.sheet_table import PlanTable, TableLine
from app.sheets import Export
from app.vietnamese import count_text, day_text

FORM = "[<10]00;#,##0"
"""As dispatches write counts: 2 is shown as 02, 1226 as 1.226."""

HEADER = 6


def spreadsheet(table: PlanTable) -> bytes:
    """The two pages; no cell is a formula."""
    sheet = Export(_("Phân bổ"), portrait=True)
    width = 3 + len(table.stages)
    for row, (text, bold, italic) in enumerate(titles(table), start=1):
        sheet.text(row, 1, text, bold=bold, italic=italic, align="left" if row == 1 else "center")
        sheet.merge(row, 1, row, width)
    sheet.heading(HEADER, headings(table))
    row = HEADER
    for line in table.lines:
        row += 1
        _line(sheet, row, line, len(table.stages))
    row += 1
    total = TableLine("", _("Tổng cộng"), table.totals)
    _line(sheet, row, total, len(table.stages), bold=True)
    for number, text in enumerate(remarks(table), start=row + 2):
        sheet.text(number, 1, text, italic=True)
        sheet.merge(number, 1, number, width)
    sheet.widths([7, 46, 18, *[17] * len(table.stages)])
    _units(sheet, table)
    return sheet.to_bytes()


def titles(table: PlanTable) -> list[tuple[str, bool, bool]]:
    """Text, bold, italic of the lines above the table."""
    return [
        (table.unit.name, True, False),
        ("", False, False),
        (_("BẢNG PHÂN BỔ CHỈ TIÊU"), True, False),
        (_("Chương trình “%(name)s”", name=table.plan.programme.name), True, False),
        (attached(table), False, True),
    ]


def attached(table: PlanTable) -> str:
    """What the table goes with, or that it is a draft."""
    plan = table.plan
    if not plan.document_number or not plan.document_date:
        return _("(Bản dự thảo, chưa ban hành)")
    return _(
        "(Kèm theo Công văn số %(number)s ngày %(day)s của %(unit)s)",
        number=plan.document_number,
        day=day_text(plan.document_date),
        unit=table.unit.name,
    )


def headings(table: PlanTable) -> list[str]:
    """The headings, with the days of each stage, as they are read again."""
    return [
        _("TT"),
        _("Tên đơn vị"),
        _("Tổng số sáng kiến/đơn vị"),
        *(
            _(
                "%(stage)s (Sáng kiến từ %(since)s-%(until)s)",
                stage=stage.name,
                since=day_text(stage.recognised_since),
                until=day_text(stage.recognised_until),
            )
            for stage in table.stages
        ),
    ]


def remarks(table: PlanTable) -> list[str]:
    """Under the table: where its sums are off, and why."""
    out = [
        _(
            "%(stage)s: phân bổ %(given)s, được giao %(there)s.",
            stage=stage.name,
            given=count_text(given),
            there=count_text(there),
        )
        for stage, given, there in table.off
    ]
    if out and table.plan.explanation:
        out.append(_("Lý do: %(why)s", why=table.plan.explanation))
    return out


def _line(
    sheet: Export, row: int, line: TableLine, stages: int, *, bold: bool | None = None
) -> None:
    strong = line.is_heading if bold is None else bold
    sheet.text(row, 1, line.number, align="center", bold=strong, border=True)
    sheet.text(row, 2, line.name, bold=strong, border=True)
    if line.words:
        sheet.text(row, 3, line.words, align="center", border=True)
    else:
        sheet.number(row, 3, line.total, form=FORM, bold=strong, border=True)
    for column in range(stages):
        number = line.amounts[column] if line.amounts else None
        sheet.number(row, 4 + column, number, form=FORM, bold=strong, border=True)


def _units(sheet: Export, table: PlanTable) -> None:
    """The second page: what each unit gets."""
    sheet.page(_("Theo đơn vị"), portrait=True)
    width = 4 + len(table.stages)
    sheet.text(1, 1, _("CHỈ TIÊU TỪNG ĐƠN VỊ"), bold=True, align="center")
    sheet.merge(1, 1, 1, width)
    names = [_("TT"), _("Tên đơn vị"), _("Đoàn viên"), *(stage.name for stage in table.stages)]
    sheet.heading(3, [*names, _("Tổng số")])
    row = 3
    for number, (unit, amounts) in enumerate(table.units, start=1):
        row += 1
        sheet.number(row, 1, number, border=True)
        sheet.text(row, 2, unit.name, border=True)
        sheet.number(row, 3, unit.member_count, border=True)
        for column, amount in enumerate([*amounts, sum(amounts)], start=4):
            sheet.number(row, column, amount, border=True)
    row += 1
    sheet.text(row, 1, "", border=True)
    sheet.text(row, 2, _("Tổng cộng"), bold=True, border=True)
    sheet.text(row, 3, "", border=True)
    for column, amount in enumerate([*table.totals, sum(table.totals)], start=4):
        sheet.number(row, column, amount, bold=True, border=True)
    sheet.widths([7, 46, 12, *[14] * (1 + len(table.stages))])
