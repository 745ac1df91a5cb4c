"""Where worlds are kept, and what is known of them.

They live in the folder SANGKIEN_BENCH, by default `bench` in the instance folder: for each world
a folder with what it is, how far its builder has come, and, on SQLite, the database itself. Those
on PostgreSQL are databases of one server of their own (see `cluster`).
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import Flask

from app.config import ROOT
from bench import bulk
from bench.nation.tree import GRASSROOTS
from tests import postgres
from tests.conftest import SERVING, prepare

KINDS = ("sqlite", "postgresql")
INITIATIVES = 2_000_000


def home() -> Path:
    """The folder of all worlds."""
    folder = Path(os.environ.get("SANGKIEN_BENCH") or ROOT / "instance" / "bench").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def head() -> str:
    """The newest migration, and how many there are: one may come in between."""
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    return f"{scripts.get_current_head()} of {len(list(scripts.walk_revisions()))}"


@dataclass(frozen=True)
class World:
    """A nation, built or not: on which kind of database, and how large."""

    kind: str
    initiatives: int = INITIATIVES
    grassroots: int = GRASSROOTS

    def __post_init__(self) -> None:
        assert self.kind in KINDS, f"{self.kind} is none of {', '.join(KINDS)}"

    def __str__(self) -> str:
        return (
            f"the nation on {self.kind}: {self.grassroots:,} grassroots unions,"
            f" {self.initiatives:,} initiatives"
        )

    @property
    def name(self) -> str:
        smaller = "" if self.grassroots == GRASSROOTS else f"_{self.grassroots}"
        return f"{self.kind}_{self.initiatives}{smaller}"

    @property
    def folder(self) -> Path:
        folder = home() / self.name
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def is_built(self) -> bool:
        """Whether it stands, as today's migrations would have it."""
        known = self.read("built")
        return known is not None and known["head"] == head()

    @property
    def has_builder(self) -> bool:
        """Whether somebody builds it at this moment."""
        with open(self.folder / "builder", "a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    @contextmanager
    def building(self) -> Iterator[None]:
        """Be the one who builds it, after whoever does; it ends with the process."""
        with open(self.folder / "builder", "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def read(self, what: str) -> dict[str, Any] | None:
        """What is written of it: "built", or "progress"."""
        with suppress(FileNotFoundError):
            return json.loads((self.folder / f"{what}.json").read_text())
        return None

    def write(self, what: str, said: dict[str, Any]) -> None:
        draft = self.folder / f"{what}.draft"
        draft.write_text(json.dumps(said))
        draft.rename(self.folder / f"{what}.json")

    @property
    def log(self) -> Path:
        """What the builder said beside its progress."""
        return self.folder / "builder.log"

    @property
    def file(self) -> Path:
        """The database, on SQLite."""
        return self.folder / "world.db"

    def forget(self) -> None:
        """Take away what there is; its builder's lock and log stay."""
        for name in ("built.json", "progress.json"):
            (self.folder / name).unlink(missing_ok=True)
        for file in self.folder.glob("world.db*"):
            file.unlink()
        shutil.rmtree(self.instance, ignore_errors=True)

    @property
    def instance(self) -> Path:
        """The application's own folder: its keys."""
        return self.folder / "instance"

    def emptied(self, server: postgres.Cluster | None) -> None:
        """Make place for it: an empty database."""
        self.forget()
        if server:
            prepare(server, self.name)

    def application(self, server: postgres.Cluster | None) -> Flask:
        """The application over it; on PostgreSQL as the role that wall 2 binds."""
        self.instance.mkdir(exist_ok=True)
        if server is None:
            return bulk.application(self.instance, f"sqlite:///{self.file}")
        address, owner = server.url_of(self.name, SERVING), server.url_of(self.name)
        return bulk.application(self.instance, address, owner)
