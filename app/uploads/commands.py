"""Commands about kept files."""

from collections.abc import Callable, Iterable

import click
from flask import Flask
from flask.cli import AppGroup

from app import jobs
from app.uploads import store

Namer = Callable[[], Iterable[str]]

group = AppGroup("uploads", help="Kept files.")
_namers: list[Namer] = []


def named_by(namer: Namer) -> Namer:
    """A room says by a function which files its rows name."""
    _namers.append(namer)
    return namer


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)


@group.command("sweep")
def sweep() -> None:
    """Throw away files that no row names; for a daily timer."""
    click.echo(f"{store.sweep(_named)} files swept")


def _named() -> set[str]:
    with jobs.reading("uploads sweep"):
        return {digest for namer in _namers for digest in namer()}
