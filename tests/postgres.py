"""A PostgreSQL server of the tests' own: started in a temporary folder, thrown away afterwards.

A shell looks after the server and waits on a pipe from this process. However this process ends
(normally, by Ctrl-C, killed outright), the pipe closes, the server stops, the folder goes.

Under xdist each worker starts its own. With SANGKIEN_TEST_SERVER set to the address of a running
server that one is used instead; databases carry the worker's name, so sharing it is safe too.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import make_url

# Nothing here has to survive a power cut, so nothing waits for the disk.
SETTINGS = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0"
    " -c autovacuum=off -c timezone=UTC -c lc_messages=C -c max_connections=60"
)

CARE = """
set -e
trap 'pg_ctl stop -D data -m immediate -s >>log 2>&1 || :; rm -rf "$PWD"' EXIT
initdb -D data -U postgres --auth=trust --locale=C --encoding=UTF8 --no-sync >>log 2>&1
pg_ctl start -D data -w -s -l log -o "-h 127.0.0.1 -p $PORT -k '$PWD' $SETTINGS" >>log 2>&1 ||
    { cat log; exit 1; }
echo ready
read -r _ || :
"""


@dataclass(frozen=True)
class Cluster:
    url: str  # of the maintenance database, as superuser

    def create(self, name: str, template: str | None = None) -> str:
        """An empty database, or a copy of another to which nobody is connected; its address."""
        self.drop(name)
        self._do(
            "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy",
            self._own(name),
            self._own(template) if template else "template0",
        )
        return self.url_of(name)

    def drop(self, name: str) -> None:
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self._own(name))

    def role(self, name: str) -> None:
        """A role that may sign in and nothing else: row level security holds for it."""
        if name not in self._do("SELECT rolname FROM pg_roles"):
            self._do("CREATE ROLE {} LOGIN", name)

    def url_of(self, name: str, role: str = "postgres") -> str:
        url = make_url(self.url).set(database=self._own(name), username=role)
        return url.render_as_string(hide_password=False)

    @staticmethod
    def _own(name: str) -> str:
        return "_".join(filter(None, [name, os.environ.get("PYTEST_XDIST_WORKER")]))

    def _do(self, statement: LiteralString, *names: str) -> list[str]:
        address = make_url(self.url).set(drivername="postgresql")
        with psycopg.connect(address.render_as_string(False), autocommit=True) as connection:
            cursor = connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
            return [row[0] for row in cursor] if cursor.description else []


@contextmanager
def running() -> Iterator[Cluster]:
    """A server for as long as the block lasts."""
    if shared := os.environ.get("SANGKIEN_TEST_SERVER"):
        yield Cluster(shared)
        return
    carer, url = _started()
    try:
        yield Cluster(url)
    finally:
        carer.communicate("done\n")


def programs() -> Path:
    """The folder of initdb and pg_ctl; Debian keeps them out of PATH."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    for folder in found:
        if (folder / "pg_ctl").exists():
            return folder
    raise RuntimeError(
        "PostgreSQL's server (initdb, pg_ctl) was not found. "
        "On Debian: apt-get install postgresql, or run tests/machine.sh."
    )


def _started(attempts: int = 3) -> tuple[subprocess.Popen[str], str]:
    said = ""
    for _ in range(attempts):  # someone else may take the free port first
        port = free_port()
        carer = _carer(port)
        assert carer.stdout is not None
        if carer.stdout.readline() == "ready\n":
            return carer, f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
        said = carer.communicate()[0]
    raise RuntimeError(f"PostgreSQL would not start:\n{said}")


def _carer(port: int) -> subprocess.Popen[str]:
    bin_folder = programs()
    folder = tempfile.mkdtemp(prefix="sangkien-postgres-")
    identity: dict[str, int | list[int]] = {}
    if os.geteuid() == 0:  # initdb refuses root
        person = unprivileged()
        os.chown(folder, person.pw_uid, person.pw_gid)
        identity = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    return subprocess.Popen(
        ["/bin/sh", "-c", CARE],
        cwd=folder,
        env={
            "PATH": f"{bin_folder}:/usr/bin:/bin",
            "LC_ALL": "C",
            "PORT": str(port),
            "SETTINGS": SETTINGS,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests; the server leaves after them
        **identity,  # type: ignore[call-overload]
    )


def unprivileged() -> pwd.struct_passwd:
    """Whom a server runs as when root starts it."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("root needs a user 'postgres' or 'nobody' to start PostgreSQL as")


def free_port() -> int:
    """A port that nobody listens at, now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
