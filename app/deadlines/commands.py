"""The daily run on the console."""

import datetime as dt
import json

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock
from app.deadlines.plans import Plan
from app.deadlines.run import foresee, run
from app.deadlines.shown import shown

group = AppGroup("deadlines", help="Reminders and steps that are due.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("run")
@click.option("--at", "moment", help="do as if it were this moment, e.g. 2023-03-06T08:00")
@click.option("--dry-run", is_flag=True, help="write nothing")
@click.option("--as", "form", type=click.Choice(["text", "json"]), default="text")
def run_now(moment: str | None, dry_run: bool, form: str) -> None:
    """Do what is due now for all units, as the worker does each morning; twice is once.

    A moment of one's own is for demos, and for looking: figures are those of now in any case.
    """
    at = _moment(moment)
    if moment and not dry_run and not clock.is_practice():
        raise click.UsageError("--at writes on a demo only; add --dry-run to look")
    steps: list[dict[str, object]] = []

    def tell(plan: Plan) -> None:
        steps.extend(one.as_json() for one in shown(plan))

    if dry_run:
        foresee(at, tell)
    else:
        ran = run(at, tell)
    if form == "json":
        click.echo(json.dumps({"steps": steps}, ensure_ascii=False, indent=1))
        return
    for one in steps:
        click.echo(f"{one['unit']}  {one['due']}  {one['rule']}: {one['step']}")
    click.echo(f"{len(steps)} steps" if dry_run else f"{ran.steps} steps, {ran.seconds:.1f} s")


def _moment(text: str | None) -> dt.datetime:
    """A moment as it is typed; without a zone it is Hà Nội's."""
    if text is None:
        return clock.now()
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("a moment is written like 2023-03-06T08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.HANOI)
