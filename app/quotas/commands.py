"""Commands about quotas."""

import click
from flask import Flask
from flask.cli import AppGroup

from app import jobs
from app.quotas import ledger

group = AppGroup("quotas", help="The ledger of quotas.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("verify")
def verify() -> None:
    """Recount every balance from the ledger; must find nothing."""
    with jobs.reading("quotas verify"):
        found = ledger.differences()
    for line in found:
        click.echo(line)
    click.echo(f"{len(found)} differences")
    if found:
        raise SystemExit(1)
