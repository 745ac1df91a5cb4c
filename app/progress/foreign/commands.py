"""`progress check`: a foreign table added up again on the console. Writes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import gettext as _

from app import clock, jobs, sheets
from app.programmes import Window, all_windows, chosen
from app.progress.commands import group
from app.progress.foreign import Checked, Comparison, NoTable, check, compare, read_foreign
from app.progress.foreign.showing import Shown, show
from app.progress.tables import standing
from app.units import Unit
from app.vietnamese import count_text, day_text


class Wrong(click.ClickException):
    """What was asked for cannot be: words on the error output, and no usage text."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def init_app(app: Flask) -> None:
    """Nothing is left to do: the group of `commands` holds the command since its import."""


@group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--unit", "code", help="Code of the unit of ours to compare with.")
@click.option("--stage", help="Code of the stage; the running one if not given.")
@click.option("--programme", help="Code of a local programme; the nation's if not given.")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="To the end of that day.")
@click.option("--as", "form", type=click.Choice(["text", "json"]), default="text")
def check_command(file: Path, code: str | None, form: str, **asked: Any) -> None:
    """Add the summary FILE up again, name each fault, and compare it with our own figures."""
    if code is None and any(asked.values()):
        raise Wrong(_("Xin cho biết mã đơn vị (--unit) để so với số liệu của hệ thống."))
    checked = _checked(file)
    if code is None:
        _answer(checked, None, form)
        return
    with jobs.reading("progress check"):
        compared = _compared(checked, code, **asked)
        _answer(checked, compared, form)


def _checked(file: Path) -> Checked:
    try:
        return check(read_foreign(sheets.read(file.read_bytes())))
    except OSError as error:
        raise Wrong(_("Không mở được tệp %(file)s.", file=str(file))) from error
    except sheets.SheetRefused as refused:
        raise Wrong(refused.message) from refused
    except NoTable as none:
        raise Wrong(str(none)) from none


def _compared(
    checked: Checked, code: str, stage: str | None, programme: str | None, day: Any
) -> Comparison:
    unit = Unit.by_code(code)
    if unit is None:
        raise Wrong(_("Không có đơn vị mã %(code)s.", code=code))
    window = _window(unit, stage, programme, day)
    if window is None:
        raise Wrong(_("Không có giai đoạn mã %(code)s.", code=stage or "–"))
    return compare(checked, standing(unit, window, day.date() if day else None))


def _window(unit: Unit, stage: str | None, programme: str | None, day: Any) -> Window | None:
    """The stage named, else the one that ran on the day; of the nation's programme by itself."""
    own = [
        window
        for window in all_windows(unit)
        if (window.programme.code == programme if programme else not window.programme.parent_id)
    ]
    if stage:
        return next((window for window in own if window.stage.code == stage), None)
    return chosen(own, None, None, clock.end_of(day.date()) if day else clock.now())


def _answer(checked: Checked, compared: Comparison | None, form: str) -> None:
    shown = show("", checked, compared)
    if form == "text":
        click.echo("\n".join(_lines(shown)))
        return
    said = {**checked.as_json(), "faults": [fault.as_json() for fault in shown.faults]}
    if compared:
        said["comparison"] = compared.as_json()
    click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def _lines(shown: Shown) -> Iterator[str]:
    """For people: each fault, the sums, and what differs from ours."""
    yield from (fault.text for fault in shown.errors)
    if not shown.errors:
        yield _("Bảng khớp: cộng lại không thấy chỗ nào sai.")
    yield from (fault.text for fault in (*shown.remarks, *shown.checked.notes))
    for one in shown.checked.sums.totals:
        yield _(
            "%(name)s: bảng ghi %(printed)s, cộng lại %(sum)s.",
            name=one.column.label,
            printed=one.printed.text if one.printed else "–",
            sum=count_text(int(one.computed)) if one.column.is_whole else f"{one.computed:f}",
        )
    if shown.comparison:
        yield from _differences(shown.comparison)


def _differences(compared: Comparison) -> Iterator[str]:
    yield _(
        "So với số liệu của %(unit)s, %(stage)s, tính đến ngày %(day)s:",
        unit=compared.table.own.name,
        stage=compared.table.window.stage.name,
        day=day_text(compared.table.day),
    )
    for pair, side in compared.differences:
        yield _(
            "Ô %(at)s, %(name)s: bảng ghi %(printed)s, hệ thống có %(ours)s.",
            at=side.cell,
            name=pair.row.name,
            printed=side.printed.text if side.printed else "–",
            ours=count_text(side.ours) if isinstance(side.ours, int) else "–",
        )
    for pair in compared.unknown:
        yield _(
            "Ô %(at)s: chưa rõ “%(name)s” là đơn vị nào.", at=pair.row.address, name=pair.row.name
        )
    for line in compared.missing:
        yield _("%(unit)s không có trong bảng.", unit=line.name)
    if compared.agrees:
        yield _("Khớp từng dòng với số liệu của hệ thống.")
