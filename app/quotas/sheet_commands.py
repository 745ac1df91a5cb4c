"""`quotas read`: what an allocation table would become. Writes nothing."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_babel import gettext as _

from app import jobs, sheets
from app.programmes import Programme, all_windows
from app.quotas.commands import group
from app.quotas.facts import facts
from app.quotas.sheet_faults import Fault
from app.quotas.sheet_lines import SheetLine
from app.quotas.sheet_matching import Matched, MatchedLine, match
from app.quotas.sheet_reading import NoTable, Reading, read_table
from app.quotas.sheet_sums import BY_STAGE, Sums, sums_of
from app.units import Unit
from app.vietnamese import count_text


class Wrong(click.ClickException):
    """What was asked for cannot be: words on the error output, and no usage text."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


def init_app(app: Flask) -> None:
    """Nothing is left to do: the group of `commands` holds the command since its import."""


@group.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--unit", required=True, help="Code of the unit that gives.")
@click.option("--programme", help="Code of the programme, if the unit has several.")
@click.option("--as", "form", type=click.Choice(["json"]), help="Print JSON.")
def read(file: Path, unit: str, programme: str | None, form: str | None) -> None:
    """Say how the allocation table FILE is understood: lines, rules, faults, sums."""
    reading = _reading(file)
    with jobs.reading("quotas read"):
        giver = _unit(unit)
        matched = match(reading, facts(giver, _programme(giver, programme)))
        said = plain(matched, sums_of(matched))
    click.echo(json.dumps(said, ensure_ascii=False, indent=1) if form else "\n".join(_short(said)))


def _reading(file: Path) -> Reading:
    try:
        return read_table(sheets.read(file.read_bytes()))
    except OSError as error:
        raise Wrong(_("Không mở được tệp %(file)s.", file=str(file))) from error
    except sheets.SheetRefused as refused:
        raise Wrong(refused.message) from refused
    except NoTable as none:
        raise Wrong(str(none)) from none


def _unit(code: str) -> Unit:
    found = Unit.by_code(code)
    if found is None:
        raise Wrong(_("Không có đơn vị mã %(code)s.", code=code))
    return found


def _programme(unit: Unit, code: str | None) -> Programme:
    """The unit's programme of that code; without one the nation's, which stands first."""
    known = [window.programme for window in all_windows(unit)]
    found = next((one for one in known if code in (None, one.code)), None)
    if found is None:
        raise Wrong(_("Không có chương trình mã %(code)s.", code=code or "–"))
    return found


def plain(matched: Matched, sums: Sums) -> dict[str, Any]:
    """The answer as JSON. Stages go by their codes, columns by their letters."""
    codes = {stage.id: stage.code for stage in matched.found.stages}
    names = {block.code: block.name for block in matched.blocks}
    return {
        "unit": matched.found.unit.code,
        "programme": matched.found.programme.code,
        "title": matched.reading.title,
        "sheet": matched.reading.sheet,
        "columns": [
            {
                "column": one.column.letter,
                "address": one.column.address,
                "heading": one.column.heading,
                "since": one.column.since and one.column.since.isoformat(),
                "until": one.column.until and one.column.until.isoformat(),
                "stage": one.stage and one.stage.code,
                "asks": one.asks,
            }
            for one in matched.columns
        ],
        "lines": [_line(one, sums, codes) for one in matched.lines],
        "rules": [_rule(one, codes) for one in matched.lines if one.rule],
        "faults": _faults([*matched.reading.faults, *matched.faults, *sums.faults]),
        "sums": {
            "lines": [
                {
                    "number": top.number,
                    "name": top.name,
                    "given": _sum(top.given, codes),
                    "stated": _sum(top.stated, codes),
                    "left_for_the_others": _sum(top.left, codes),
                }
                for top in sums.tops
            ],
            "blocks": {
                code: {"name": names.get(code), **(_sum(row, codes) or {})}
                for code, row in sums.blocks.items()
                if any(row.values())
            },
            "given": _sum(sums.given, codes),
            "printed": _printed(matched.reading.total, sums.printed, codes),
            "agrees": sums.printed is not None and dict(sums.printed) == dict(sums.given),
        },
    }


def _line(one: MatchedLine, sums: Sums, codes: Mapping[int, str]) -> dict[str, Any]:
    line, rate = one.line, one.line.rate
    found = next((each for each in sums.lines if each.line is one), None)
    return {
        "row": line.row,
        "address": line.address,
        "number": line.number,
        "name": line.name,
        "kind": line.kind.value,
        "total": line.total,
        "amounts": dict(line.amounts),
        "per_member": rate and {"rate": rate.rate, "per": rate.per},
        "units_written": line.group.count if line.group else None,
        "unit": one.unit and one.unit.code,
        "block": one.block and one.block.code,
        "candidates": [unit.code for unit in one.candidates],
        "units": found.units if found else 0,
        "given": _sum(found.given, codes) if found else None,
        "unread": dict(line.spoilt),
    }


def _rule(one: MatchedLine, codes: Mapping[int, str]) -> dict[str, Any]:
    data = one.rule.as_data() if one.rule else {}
    stages = {codes[int(stage)]: n for stage, n in data.get("amounts", {}).items()}
    return {**data, "amounts": stages, "row": one.line.row}


def _faults(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [{"code": f.code, "address": f.address, "row": f.row, "text": f.text} for f in faults]


def _sum(row: BY_STAGE | None, codes: Mapping[int, str]) -> dict[str, int] | None:
    if row is None:
        return None
    return {"total": sum(row.values()), **{codes[stage]: n for stage, n in row.items()}}


def _printed(
    line: SheetLine | None, row: BY_STAGE | None, codes: Mapping[int, str]
) -> dict[str, int] | None:
    """The printed total; its own sum where it is written, for it may be wrong."""
    sums = _sum(row, codes)
    return {**sums, "total": line.total} if sums and line and line.total is not None else sums


def _short(said: Mapping[str, Any]) -> list[str]:
    """For eyes: a line each."""
    out = [
        f"{one['row']}\t{one['kind']}\t{one['number']}\t{one['name']}\t"
        f"{one['block'] or one['unit'] or '–'}\t"
        f"{count_text(one['given']['total']) if one['given'] else '–'}"
        for one in said["lines"]
    ]
    out += [fault["text"] for fault in said["faults"]]
    given, printed = said["sums"]["given"], said["sums"]["printed"]
    out.append(_("Các dòng cộng lại: %(given)s.", given=count_text(given["total"])))
    if printed:
        out.append(_("Tổng cộng in trên bảng: %(printed)s.", printed=count_text(printed["total"])))
    return out
