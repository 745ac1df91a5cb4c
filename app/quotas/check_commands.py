"""The check of a distribution on the console."""

import json
from collections.abc import Iterator
from typing import Any

import click
from flask import Flask
from flask_babel import gettext as _

from app import jobs
from app.programmes import Window, all_windows
from app.quotas.checking import Check, as_json, check
from app.quotas.commands import group
from app.units import Unit
from app.vietnamese import count_text


def init_app(app: Flask) -> None:
    """Offer the command; its group is offered by `commands`."""


@group.command("check")
@click.option("--unit", "code", required=True, help="code of the unit")
@click.option("--stage", required=True, help="code of the stage")
@click.option("--programme", help="code of a local programme; the nation's if not given")
@click.option("--as", "form", type=click.Choice(["text", "json"]), default="text")
def check_command(code: str, stage: str, programme: str | None, form: str) -> None:
    """What a unit received, gave and has left, and what is odd about the distribution."""
    with jobs.reading("quotas check"):
        unit = Unit.by_code(code) or _stop(f"no unit {code}")
        window = _window(unit, stage, programme) or _stop(f"no stage {stage}")
        found = check(unit, window)
        lines = [json.dumps(as_json(found), ensure_ascii=False, indent=1)]
        if form == "text":
            lines = list(_lines(found))
    click.echo("\n".join(lines))


def _window(unit: Unit, stage: str, programme: str | None) -> Window | None:
    for window in all_windows(unit):
        wanted = window.programme.code == programme if programme else not window.programme.parent_id
        if wanted and window.stage.code == stage:
            return window
    return None


def _stop(why: str) -> Any:
    raise click.UsageError(why)


def _lines(found: Check) -> Iterator[str]:
    unit = found.unit
    yield _(
        "%(unit)s: được giao %(received)s, đã giao %(given)s (trong đó đơn vị tự thực hiện"
        " %(own)s), chưa phân bổ %(left)s.",
        unit=unit.name,
        received=count_text(unit.received),
        given=count_text(unit.given),
        own=count_text(unit.own),
        left=_signed(unit.remainder),
    )
    for one in found.children_off:
        yield _(
            "%(unit)s chưa phân bổ hết: được giao %(received)s, đã giao %(given)s, còn %(left)s.",
            unit=one.name,
            received=count_text(one.received),
            given=count_text(one.given),
            left=_signed(one.remainder),
        )
    for one in found.without_quota:
        yield _("%(unit)s chưa có chỉ tiêu, trong khi đơn vị cùng khối đã có.", unit=one.name)
    for odd in found.out_of_line:
        yield _(
            "%(unit)s: %(figure)s trên 100 đoàn viên, gấp hơn 3 lần mức giữa của khối"
            " (%(median)s).",
            unit=odd.held.name,
            figure=odd.texts[0],
            median=odd.texts[1],
        )
    for one in found.unknown_members:
        yield _("%(unit)s: chưa có số đoàn viên để so sánh.", unit=one.name)
    if not found.has_findings:
        yield _("Các đơn vị trực thuộc: không có gì cần xem lại.")


def _signed(number: int) -> str:
    return count_text(number) if number >= 0 else f"−{count_text(-number)}"
