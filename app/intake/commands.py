"""Commands about paper lists."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from flask_babel import gettext as _

from app import clock, jobs
from app.intake.handed import Handed
from app.intake.known import windows_for
from app.intake.models import Batch
from app.intake.reading import ListRefused
from app.intake.refusals import UnitUnknown
from app.intake.rows import BatchRow
from app.programmes import Stage
from app.tenancy import Scope
from app.units import Unit
from app.web.errors import Refused

group = AppGroup("intake", help="Paper lists.")

VALUES = (
    "full_name",
    "phone",
    "birth_date",
    "birth_year",
    "target_group",
    "title",
    "applied_on",
    "applied_precision",
    "summary",
    "co_authors",
    "unit",
    "benefit_claimed",
    "recognition",
    "recognition_number",
    "recognised_on",
    "recognition_issuer",
)


class Wrong(click.ClickException):
    """What was asked for cannot be: words on the error output, and no usage text."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class NotNow(Wrong):
    """Nothing was asked wrongly, but nothing can be taken either."""

    exit_code = 1


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


def _asks(command: Callable[..., None]) -> Callable[..., None]:
    """What both commands are told."""
    for option in (
        click.option("--as", "form", type=click.Choice(["json"]), help="Print JSON."),
        click.option("--for", "about", help="Code of the list's own unit, if it cannot be read."),
        click.option("--stage", required=True, help="Code of the stage, or PROGRAMME/STAGE."),
        click.option("--unit", required=True, help="Code of the unit that checks and takes."),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        command = option(command)
    return command


@group.command("check")
@_asks
def check(file: Path, unit: str, stage: str, about: str | None, form: str | None) -> None:
    """Say what would become of each row of the list FILE. Writes nothing."""
    handed = _read(file)
    with jobs.reading("intake check"):
        checking = _unit(unit)
        asked = _stage(checking, stage)
        batch, rows = Batch.look(checking, handed, asked, about=_about(checking, about))
        _say(batch, rows, form)


@group.command("take")
@_asks
def take(file: Path, unit: str, stage: str, about: str | None, form: str | None) -> None:
    """Take the good rows of the list FILE in as initiatives."""
    handed = _read(file)
    with jobs.reading("where a unit lies"):
        scope = Scope(_unit(unit).path)
    with jobs.step(scope):
        taking = _unit(unit)
        asked = _stage(taking, stage)
        own = _about(taking, about)
        batch = Batch.check(taking, handed, asked, about=own, by=None, at=clock.now())
        already = batch.taken > 0 and not batch.takeable
        try:
            taken = batch.take(by=None, at=clock.now())
        except UnitUnknown as unknown:
            raise Wrong(_("Chưa rõ danh sách của đơn vị nào, xin ghi --for MÃ.")) from unknown
        except Refused as refused:
            raise NotNow(str(refused)) from refused
        _say(batch, batch.rows, form, already=already, taken=len(taken))
        if not taken and not already:
            raise NotNow(_("Không có dòng nào nhận được."))


def _read(file: Path) -> Handed:
    try:
        handed = Handed(file.name, file.read_bytes())
        assert handed.paper
        return handed
    except OSError as error:
        raise Wrong(_("Không mở được tệp %(file)s.", file=str(file))) from error
    except ListRefused as refused:
        raise Wrong(refused.message) from refused


def _unit(code: str) -> Unit:
    found = Unit.by_code(code)
    if found is None:
        raise Wrong(_("Không có đơn vị mã %(code)s.", code=code))
    return found


def _about(checking: Unit, code: str | None) -> Unit | None:
    """The unit named by --for, at or below the one that checks."""
    if code is None:
        return None
    found = Unit.by_code(code)
    if found is None or not found.is_open or not Scope(checking.path).holds(found.path):
        raise Wrong(
            _("%(unit)s không có đơn vị trực thuộc mã %(code)s.", unit=checking.name, code=code)
        )
    return found


def _stage(unit: Unit, asked: str) -> Stage:
    programme, _mark, code = asked.rpartition("/")
    found = [
        window.stage
        for window in windows_for(unit)
        if window.stage.code == code and programme in ("", window.programme.code)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(f"{stage.programme.code}/{stage.code}" for stage in found)
        raise Wrong(_("Giai đoạn %(code)s chưa rõ, xin ghi: %(codes)s.", code=code, codes=codes))
    raise Wrong(_("Không có giai đoạn mã %(code)s.", code=asked))


def _say(batch: Batch, rows: Sequence[BatchRow], form: str | None, **more: Any) -> None:
    if form == "json":
        click.echo(json.dumps({**_plain(batch, rows), **more}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        name, title = (str(row.values.get(key, "–")) for key in ("full_name", "title"))
        click.echo("\t".join([str(row.number), row.status[0], name, title, row.note]))
    for remark in batch.remarks:
        click.echo(remark)
    several = _("nhiều đơn vị") if batch.is_split else _("chưa rõ đơn vị")
    own = batch.about.name if batch.about else several
    click.echo(f"{batch.filename}: {own}, {batch.stage.name}")
    if more.get("already"):
        click.echo(_("Tệp này đã được nhận trước đây, không có gì thay đổi."))
    elif "taken" in more:
        click.echo(_("Đã nhận %(count)s sáng kiến.", count=more["taken"]))
    else:
        click.echo(_("Nhận được %(count)s dòng.", count=batch.takeable))


def _plain(batch: Batch, rows: Sequence[BatchRow]) -> dict[str, Any]:
    return {
        "unit": batch.about.code if batch.about else None,
        "stage": batch.stage.code,
        "header_row": batch.header_row,
        "unit_line": batch.unit_line,
        "remarks": batch.remarks,
        "rows": [
            {
                "row": row.number,
                "verdict": row.verdict,
                "field": row.field,
                "note": row.note,
                "values": {key: row.values[key] for key in VALUES if key in row.values},
            }
            for row in rows
        ],
    }
