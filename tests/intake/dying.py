"""A worker that dies at a row: `python -m tests.intake.dying SETTINGS`.

Each line on standard input, "ROWS AT_ONCE", forks a worker that does what waits and kills itself
when it has begun so many rows (0: never). It is answered with how the worker ended.
"""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("SECRET_KEY", "DATA_KEY", "SQLALCHEMY_DATABASE_URI")
KILLED, DONE = "killed", "done"


class Workers:
    """Workers of the same database and files as an application's, one at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def work(self, rows: int = 0, at_once: int = 7) -> str:
        """Let one work until it is done, or dies as it begins a row; which of the two."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{rows} {at_once}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def workers(app: Flask, module: str = "tests.intake.dying") -> Iterator[Workers]:
    settings = {name: app.config[name] for name in NAMES}
    given = json.dumps({**settings, "INSTANCE": str(app.config["INSTANCE"])})
    process = subprocess.Popen(
        [sys.executable, "-m", module, given],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Workers(process)
    finally:
        process.communicate("")
        assert process.returncode == 0


def main(settings: dict[str, Any]) -> None:
    from app import create_app

    logging.disable(logging.CRITICAL)
    app = create_app(**settings, TESTING=True)
    for line in sys.stdin:
        rows, at_once = map(int, line.split())
        child = os.fork()
        if child == 0:
            _work(app, rows, at_once)
        _number, status = os.waitpid(child, 0)
        said = KILLED if os.WIFSIGNALED(status) else DONE if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _work(app: Flask, rows: int, at_once: int) -> None:
    from app import jobs
    from app.initiatives import Initiative
    from app.intake import BatchRow, taking, undoing, working

    left = [rows]

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def begun(*given: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*given, **more)

        return begun

    staged = counted(BatchRow.staged)
    BatchRow.staged = staged  # type: ignore[method-assign]
    BatchRow.draft = counted(BatchRow.draft)  # type: ignore[method-assign]
    Initiative.withdraw = counted(Initiative.withdraw)  # type: ignore[method-assign]
    for part in (taking, undoing, working):
        part.AT_ONCE = at_once
    with app.app_context():
        jobs.run("intake.lists")
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
