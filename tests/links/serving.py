"""The application in processes that can be killed: `python -m tests.links.serving SETTINGS PAGE`.

Told "start" on standard input it forks a server and says its number, told "stop" it kills it. The
application is made once, and the port is held by the parent: who knocks meanwhile waits.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("SECRET_KEY", "DATA_KEY", "SQLALCHEMY_DATABASE_URI")


class Server:
    """A server that is killed and started again."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self._process, self.port, self.kills = process, port, 0

    def kill(self) -> None:
        """End it wherever it is (SIGKILL), and begin another."""
        self._tell("stop")
        self._tell("start")
        self.kills += 1

    def _tell(self, word: str) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == word


@contextmanager
def serving(app: Flask, warm: str) -> Iterator[Server]:
    """Serve the same database, files and keys as `app` in processes of their own.

    :param warm: an address that is asked for once before the first fork
    """
    settings = {name: app.config[name] for name in NAMES}
    given = json.dumps({**settings, "INSTANCE": str(app.config["INSTANCE"])})
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.links.serving", given, warm],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    server = Server(process, int(process.stdout.readline()))
    server._tell("start")
    try:
        yield server
    finally:
        server._tell("stop")
        process.communicate("")
        assert process.returncode == 0


def main(settings: dict[str, Any], warm: str) -> None:
    from app import create_app

    logging.disable(logging.CRITICAL)
    app = create_app(**settings, TESTING=True)
    _warm(app, warm)
    door = socket.create_server(("127.0.0.1", 0), backlog=128)
    _say(str(door.getsockname()[1]))
    child = 0
    for line in sys.stdin:
        word = line.strip()
        if word == "start":
            child = os.fork()
            if child == 0:
                _serve(app, door)
        elif child:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        _say(word)
    if child:  # the tests are gone
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _warm(app: Flask, address: str) -> None:
    """What every server would have to do first: templates, mappings; no connection stays open."""
    from app.db import db

    assert app.test_client().get(address).status_code == 200
    with app.app_context():
        db.engine.dispose()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _serve(app: Flask, door: socket.socket) -> None:
    from waitress import serve

    sys.stdin.close()
    serve(app, sockets=[door], threads=4, clear_untrusted_proxy_headers=True)
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])}, sys.argv[2])
