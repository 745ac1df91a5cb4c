"""Commands about personal data: what is over is dropped, keys are changed."""

import os
import secrets

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup

from app import ciphers, clock, jobs
from app.db import Base
from app.initiatives.retention import Sweep, due
from app.tenancy import Everything

group = AppGroup("privacy", help="Personal data: terms and keys.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("sweep")
@click.option("--dry-run", is_flag=True, help="Only say how many are due.")
def sweep(dry_run: bool) -> None:
    """Drop what has been kept long enough, and finish what was erased. May run at any time."""
    now = clock.now()
    if dry_run:
        with jobs.reading("privacy sweep"):
            for what in Sweep.known:
                click.echo(f"{what} {sum(1 for _ in due(what, now))}")
        return
    for what in Sweep.known:
        with jobs.step(Everything(f"privacy sweep {what}")):
            rows = list(due(what, now))
            for row, how in rows:
                how.drop(row, now)
        click.echo(f"{what} {len(rows)}")


@group.command("rotate-key")
def rotate_key() -> None:
    """Add a data key and seal everything with it; stop the house first. The old key may go then.

    The key file is written before the rows: whatever happens between, every row still opens.
    """
    ring = ciphers.ring()
    version = ring.newest.version + 1
    ring = ciphers.Ring(f"{ring} {version}:{secrets.token_urlsafe(48)}")
    _write(str(ring))
    current_app.extensions["ciphers"] = ring
    number = 0
    with jobs.step(Everything("privacy rotate-key")) as session:
        for mapper in Base.registry.mappers:
            if issubclass(mapper.class_, ciphers.Sealed):
                for row in session.scalars(sa.select(mapper.class_)):
                    row.reseal()
                    number += 1
    click.echo(f"{number} rows sealed with key {version}")


def _write(text: str) -> None:
    if os.environ.get("SANGKIEN_DATA_KEY"):
        raise click.ClickException("SANGKIEN_DATA_KEY is set: the key file would not be read")
    path = current_app.config["INSTANCE"] / "data_key"
    draft = path.with_name(f"data_key.{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
