"""Figures on the console."""

import json
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from app import jobs
from app.programmes import Window, all_windows
from app.progress.figures import Line, as_json
from app.progress.tables import Table, standing
from app.units import Unit

group = AppGroup("progress", help="Figures against quota and deadline.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("table")
@click.option("--unit", "code", required=True, help="code of the unit")
@click.option("--stage", required=True, help="code of the stage")
@click.option("--programme", help="code of a local programme; the nation's if not given")
@click.option("--at", "day", type=click.DateTime(["%Y-%m-%d"]), help="to the end of that day")
@click.option("--as", "form", type=click.Choice(["text", "json"]), default="text")
def table(code: str, stage: str, programme: str | None, day: Any, form: str) -> None:
    """The unit's own line, a line per child, the total and the difference not handed down."""
    with jobs.reading("progress table"):
        unit = Unit.by_code(code) or _stop(f"no unit {code}")
        window = _window(unit, stage, programme) or _stop(f"no stage {stage}")
        answer = _answer(standing(unit, window, day.date() if day else None))
    if form == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _print(answer)


def _window(unit: Unit, stage: str, programme: str | None) -> Window | None:
    for window in all_windows(unit):
        wanted = window.programme.code == programme if programme else not window.programme.parent_id
        if wanted and window.stage.code == stage:
            return window
    return None


def _stop(why: str) -> Any:
    raise click.UsageError(why)


def _answer(found: Table) -> dict[str, Any]:
    def line(one: Line) -> dict[str, Any]:
        return as_json(one, found.definition, found.pace(one))

    own = line(found.own)
    return {
        "unit": found.own.code,
        "programme": found.window.programme.code,
        "stage": found.window.stage.code,
        "at": found.day.isoformat(),
        "definition": found.definition.value,
        **{name: value for name, value in own.items() if name not in {"kind", "code"}},
        "own": own,
        "lines": [line(one) for one in found.lines],
        "total": line(found.total),
        "unallocated": line(found.unallocated),
        "difference": found.own.difference,
    }


def _print(answer: dict[str, Any]) -> None:
    rows = [*answer["lines"], answer["total"], answer["unallocated"], answer["own"]]
    click.echo(f"{'':44} {'quota':>7} {'reg.':>6} {'valid':>6} {'pend.':>6} {'inv.':>6} rate")
    for row in rows:
        quota = "–" if row["quota"] is None else row["quota"]
        numbers = (quota, row["registered"], row["valid"], row["pending"], row["invalid"])
        figures = " ".join(f"{number:>6}" for number in numbers)
        click.echo(f"{row['name'][:44]:44} {figures} {row['rates'][answer['definition']]}")
