"""The PostgreSQL server of the worlds: its data stays, it runs for as long as anybody uses it."""

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.nation.keeping import home
from tests import postgres

# As for tests, but with the memory of a small server: what the tests' own have is too little here.
SETTINGS = (
    f"{postgres.SETTINGS} -c shared_buffers=512MB -c work_mem=32MB -c max_wal_size=8GB"
    " -c effective_cache_size=4GB"
)


@contextmanager
def running() -> Iterator[postgres.Cluster]:
    """The server: started unless it runs, stopped by whoever uses it last.

    Who uses it holds a shared lock, which ends with the process however that ends.
    """
    folder = home()
    with open(folder / "postgresql.users", "a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        with _alone(folder):
            port = _running(folder) or _start(folder)
        try:
            yield postgres.Cluster(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
        finally:
            with _alone(folder):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else will
                else:
                    _do(folder, "pg_ctl", "stop", "-D", "data", "-m", "fast", "-s")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time starts or stops it."""
    with open(folder / "postgresql.turn", "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _running(folder: Path) -> int | None:
    """The port at which it listens; None when it does not run."""
    if not (folder / "postgresql" / "data" / "PG_VERSION").exists():
        return None
    if _do(folder, "pg_ctl", "status", "-D", "data", check=False).returncode:
        return None
    return int((folder / "postgresql" / "data" / "postmaster.pid").read_text().split("\n")[3])


def _start(folder: Path) -> int:
    own = folder / "postgresql"
    own.mkdir(exist_ok=True)
    if os.geteuid() == 0:  # initdb refuses root
        person = postgres.unprivileged()
        os.chown(own, person.pw_uid, person.pw_gid)
    if not (own / "data" / "PG_VERSION").exists():
        how = ("-U", "postgres", "--auth=trust", "--locale=C", "--encoding=UTF8")
        _do(folder, "initdb", "-D", "data", *how)
    port = postgres.free_port()
    where = f"-h 127.0.0.1 -p {port} -k '{own}' {SETTINGS}"
    _do(folder, "pg_ctl", "start", "-D", "data", "-w", "-s", "-l", "log", "-o", where)
    return port


def _do(folder: Path, program: str, *words: str, check: bool = True) -> Any:
    identity: dict[str, Any] = {}
    if os.geteuid() == 0:
        person = postgres.unprivileged()
        identity = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [postgres.programs() / program, *words],
        cwd=folder / "postgresql",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be held by the server
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for whoever uses it
        check=False,
        **identity,
    )
    if check and done.returncode:
        raise RuntimeError(f"{program} {words[0]}: see {folder / 'postgresql' / 'log'}")
    return done
