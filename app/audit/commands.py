"""Sealing the journal, and checking it against its seals."""

import click
from flask import Flask
from flask.cli import AppGroup

from app import clock, jobs, journal
from app.journal.seals import REASON
from app.tenancy import Everything

group = AppGroup("journal", help="The audit trail and its seals.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


def seal_what_waits() -> int:
    """Seal what is old enough; returns how many lines. Nothing waiting leaves no trace."""
    at = clock.now()
    with jobs.reading(REASON):
        waiting = journal.unsealed(at=at)
    if not waiting:
        return 0
    with jobs.step(Everything(REASON)):
        return journal.seal(at=at)


@group.command("seal")
def seal() -> None:
    """Seal the lines that are older than ten minutes."""
    click.echo(f"{seal_what_waits()} lines sealed")


@group.command("verify")
@click.option("--expect", help="hash of a seal that was written down elsewhere; it must be there")
def verify(expect: str | None) -> None:
    """Compare every sealed line with its seal; the first one that differs is printed."""
    with jobs.reading("journal verify"):
        report = journal.check()
    if report.finding:
        click.echo(str(report.finding))
    missing = bool(expect) and expect not in report.hashes
    if missing and not report.finding:
        click.echo(f"no seal {expect}")
    click.echo(f"{report.lines} lines under {report.seals} seals agree, {report.unsealed} unsealed")
    click.echo(f"newest seal {report.head or '-'}")
    if report.finding or missing:
        raise SystemExit(1)
