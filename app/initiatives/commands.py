"""Commands about initiatives."""

import click
from flask import Flask
from flask.cli import AppGroup

from app import jobs
from app.initiatives import branches, tallies

group = AppGroup("initiatives", help="Initiatives and their sums.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("verify")
def verify() -> None:
    """Recount every sum from the moves; must find nothing."""
    with jobs.reading("initiatives verify"):
        found = tallies.differences() + branches.differences()
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} differences")
    if found:
        raise SystemExit(1)
