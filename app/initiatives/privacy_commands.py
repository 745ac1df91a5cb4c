"""Commands about personal data: what is over is dropped, keys are changed."""

import os
import secrets

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import ciphers, clock, jobs
from app.initiatives import rotation
from app.initiatives.privacy import Erasure
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

    It goes in steps and may be killed anywhere: the key file is written before the rows, every
    row opens and is found by either key meanwhile, and running it again goes on where it stopped.
    """
    if rotation.is_done():
        _add_key()
    _finish_erasures()
    number = sum(rotation.steps())
    version = ciphers.ring().newest.version
    click.echo(f"{number} rows sealed with key {version}")


def _add_key() -> None:
    ring = ciphers.ring()
    version = ring.newest.version + 1
    ring = ciphers.Ring(f"{ring} {version}:{secrets.token_urlsafe(48)}")
    _write(str(ring))
    current_app.extensions["ciphers"] = ring


def _finish_erasures() -> None:
    """Those begun before release 0004 know no more than hashes, which only their own key makes."""
    with jobs.step(Everything("privacy rotate-key")) as session:
        for erasure in session.scalars(Erasure.waiting()).all():
            erasure.finish(at=clock.now())


def _write(text: str) -> None:
    """Put the keys into their file, whole or not at all."""
    if os.environ.get("SANGKIEN_DATA_KEY"):
        raise click.ClickException(
            "SANGKIEN_DATA_KEY is set, the key file would not be read."
            " Add a key there (comma, number, colon, 32 characters or more) and run this again."
        )
    path = current_app.config["INSTANCE"] / "data_key"
    draft = path.with_name(f"data_key.{os.getpid()}")
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
