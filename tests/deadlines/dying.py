"""A worker that dies in a run: `python -m tests.deadlines.dying SETTINGS`.

Each line on standard input, "POINT", forks a worker that runs at one moment and kills itself at
that point (0: never): before and after each commit, and as each piece of writing begins. It is
answered with how the worker ended. See tests/intake/dying.py.
"""

import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main(settings: dict[str, Any]) -> None:
    from app import create_app

    logging.disable(logging.CRITICAL)
    app = create_app(**settings, TESTING=True)
    for line in sys.stdin:
        point = int(line.split()[0])
        child = os.fork()
        if child == 0:
            _work(app, point)
        _number, status = os.waitpid(child, 0)
        said = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _work(app: Any, point: int) -> None:
    from sqlalchemy import event

    from app.deadlines import telling, writing
    from app.deadlines.run import run
    from app.tenancy import ScopedSession
    from tests.deadlines.laying import MONDAY, at

    left = [point]

    def count(*_given: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def begun(*given: Any, **more: Any) -> Any:
            count()
            return work(*given, **more)

        return begun

    for moment in ("before_commit", "after_commit"):
        event.listen(ScopedSession, moment, count)
    writing.insert_missing = counted(writing.insert_missing)
    telling.send_each = counted(telling.send_each)
    telling.write_each = counted(telling.write_each)
    with app.app_context():
        run(at(MONDAY))
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
