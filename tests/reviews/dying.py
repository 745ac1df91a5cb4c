"""A worker that dies at a decision: `python -m tests.reviews.dying SETTINGS`.

Each line on standard input, "NUMBER AT_ONCE", forks a worker that does what waits and kills itself
as it begins its so-manieth decision, undoing or notice (0: never). See tests/intake/dying.py.
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

from tests.intake.dying import DONE, KILLED, NAMES, ROOT, Workers


@contextmanager
def workers(app: Flask) -> Iterator[Workers]:
    """Workers of the same database as an application's, one at a time."""
    settings = {name: app.config[name] for name in NAMES}
    given = json.dumps({**settings, "INSTANCE": str(app.config["INSTANCE"])})
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.reviews.dying", given],
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
        number, at_once = map(int, line.split())
        child = os.fork()
        if child == 0:
            _work(app, number, at_once)
        _number, status = os.waitpid(child, 0)
        said = KILLED if os.WIFSIGNALED(status) else DONE if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _work(app: Flask, number: int, at_once: int) -> None:
    from app import jobs
    from app.initiatives import Initiative, moving
    from app.notices import Notice
    from app.reviews import working

    left = [number]

    def counted(work: Callable[..., Any], *, late: bool = False) -> Callable[..., Any]:
        """Dies as it begins, or when all is written and nothing is committed."""

        def begun(*given: Any, **more: Any) -> Any:
            done = work(*given, **more) if late else None
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return done if late else work(*given, **more)

        return begun

    for verb in ("accept", "take_back"):
        setattr(Initiative, verb, counted(getattr(moving.Moving, verb)))
    Notice.send = staticmethod(counted(Notice.send, late=True))  # type: ignore[assignment]
    working.STEP = at_once
    with app.app_context():
        jobs.run("reviews.runs")
        jobs.run("reviews.tell")
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
