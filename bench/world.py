"""The nation: 1 root, 54 below it, 1,500 upper unions, 122,000 grassroots unions, 2 million
initiatives with their histories, quotas and sums.

`python -m bench.world sqlite|postgresql [INITIATIVES [GRASSROOTS]]` starts a builder in the
background and follows it; Ctrl-C leaves the builder at work, and the same command follows on. A
world that stands already, as large and as today's migrations would have it, is used again. With
`--migrate` one that stands as older migrations had it is brought to today's: sooner than building
it anew, but new tables hold what migrations and the worker put there. To have it built anew, take
its folder away (`bench.nation.keeping` says where).

Other benchmarks open it, which builds it first if need be:

    with world.opened("sqlite", 2_000_000) as app:
        client, unit = world.signed_in(app, "province")
        client.get(f"/u/{unit}/progress/")
    with world.raw("sqlite", 2_000_000) as connection:
        connection.execute("SELECT …")

A world is for reading. What a benchmark writes stays for the next one.
"""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url

from app.config import ROOT
from app.db import db
from bench.nation import building, cluster
from bench.nation.keeping import INITIATIVES, World, head
from bench.nation.tree import GRASSROOTS
from tests import postgres
from tests.world import PASSWORD

LOGINS = {
    "root": "officer.tld",
    "province": "officer.tinh-01",  # the largest: three of ten initiatives
    "sector": "officer.nganh-01",
    "upper": "officer.tinh-02-001",
    "grassroots": "leader.tinh-02-001-0001",
}
"""Who may be signed in, by where."""


@contextmanager
def opened(
    kind: str, initiatives: int = INITIATIVES, grassroots: int = GRASSROOTS
) -> Iterator[Flask]:
    """The application over a world, at the tests' NOW; on PostgreSQL wall 2 binds it."""
    world = standing(World(kind, initiatives, grassroots))
    with _server(world) as server:
        app = world.application(server)
        yield app
        with app.app_context():
            db.engine.dispose()


@contextmanager
def raw(kind: str, initiatives: int = INITIATIVES, grassroots: int = GRASSROOTS) -> Iterator[Any]:
    """A connection of the database's own driver: no wall, no ORM; on SQLite it only reads."""
    world = standing(World(kind, initiatives, grassroots))
    with _server(world) as server:
        if server:
            address = make_url(server.url_of(world.name)).set(drivername="postgresql")
            with psycopg.connect(address.render_as_string(False), autocommit=True) as connection:
                yield connection
        else:
            connection = sqlite3.connect(f"file:{world.file}?mode=ro", uri=True)
            connection.execute("PRAGMA cache_size=-32768")  # what the application has
            yield connection
            connection.close()


def signed_in(app: Flask, where: str) -> tuple[Any, int]:
    """A client of somebody of LOGINS, and the id of the unit where that is."""
    client = app.test_client()
    said = {"login": LOGINS[where], "password": PASSWORD}
    assert client.post("/accounts/sign-in", data=said).status_code == 303
    return client, int(client.get("/").location.split("/")[2])


def standing(world: World) -> World:
    """The world, built if it is not."""
    if not world.is_built:
        follow(world)
    return world


def follow(world: World) -> None:
    """See to it that it is built, and say how far that is until it stands.

    :raises RuntimeError: its builder has come to an end without
    """
    builder = None if world.has_builder else _start(world)
    print(f"Building {world}", flush=True)
    said, screen = "", sys.stdout.isatty()
    while (builder and builder.poll() is None) or world.has_builder:
        known = world.read("progress")
        now = f"{known['percent']:3} %  {known['step']}, {known['left']} left" if known else ""
        if now != said:
            print(f"\r\033[K{now}" if screen else now, end="" if screen else "\n", flush=True)
        said = now
        time.sleep(1 if screen else 10)
    if not world.is_built:
        raise RuntimeError(f"its builder has ended: {world.log.read_text()[-2000:]}")
    print(f"\n{_told(world)}" if screen else _told(world), flush=True)


def _start(world: World) -> subprocess.Popen[bytes]:
    """A builder in a session of its own, which nobody's Ctrl-C reaches."""
    world.forget()
    sizes = (str(world.initiatives), str(world.grassroots))
    with open(world.log, "w") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "bench.world", world.kind, *sizes, "--build"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def build(world: World) -> None:
    """Build it here and now, if nobody else does."""
    os.nice(10)
    with world.building():
        if world.is_built:  # by another, meanwhile
            return
        begun, whole, newest = time.monotonic(), sum(building.STEPS.values()), head()

        def tell(step: str, share: float) -> None:
            before = list(building.STEPS).index(step)
            done = sum(list(building.STEPS.values())[:before]) + share * building.STEPS[step]
            taken = time.monotonic() - begun
            left = dt.timedelta(seconds=round(taken * (whole / max(done, 1) - 1)))
            said = {"step": step, "percent": int(100 * done / whole), "left": str(left)}
            world.write("progress", said)
            if not share:
                print(f"{taken:7.1f} s  {step}", flush=True)

        with _server(world) as server:
            world.emptied(server)
            app = world.application(server)
            building.build(app, world.initiatives, world.grassroots, tell)
        seconds = round(time.monotonic() - begun)
        world.write("built", {"head": newest, "seconds": seconds})


def migrate(world: World) -> None:
    """Bring one that was built before to today's migrations."""
    known, newest = world.read("built"), head()
    if known and known["head"] != newest:
        with world.building(), _server(world) as server:
            app = world.application(server)
            with app.app_context():
                upgrade()
                building.work()
                db.engine.dispose()
        world.write("built", {**known, "head": newest})


def _server(world: World) -> Any:
    nobody: postgres.Cluster | None = None
    return cluster.running() if world.kind == "postgresql" else nullcontext(nobody)


def _told(world: World) -> str:
    known = world.read("built") or {}
    return f"There: {world}, migration {known['head']}, built in {known['seconds']} s"


def main(kind: str, *words: str) -> None:
    numbers = [int(word.replace("_", "")) for word in words if not word.startswith("--")]
    world = World(kind, *numbers)
    if "--build" in words:
        build(world)
        return
    if "--migrate" in words:
        migrate(world)
    if world.is_built:
        print(_told(world))
        return
    try:
        follow(world)
    except KeyboardInterrupt:
        print("\nIts builder goes on; the same command follows it again.")


if __name__ == "__main__":
    main(*sys.argv[1:])
