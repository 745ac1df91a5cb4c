"""A worker that dies as it lets requests climb: `python -m tests.support.dying SETTINGS`.

Each line on standard input, "POINT MOMENT", forks a worker that does at that moment what waits and
kills itself at that point (0: never): before and after each commit, and as each piece of writing
begins. It is answered with how the worker ended. See tests/intake/dying.py.
"""

import datetime as dt
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
        point, moment = line.split()
        child = os.fork()
        if child == 0:
            _work(app, int(point), dt.datetime.fromisoformat(moment))
        _number, status = os.waitpid(child, 0)
        said = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _work(app: Any, point: int, moment: dt.datetime) -> None:
    from sqlalchemy import event

    from app import clock, jobs
    from app.notices import Notice
    from app.support import Request, digests, telling
    from app.support.climbing import CLIMBING
    from app.tenancy import ScopedSession

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

    for when in ("before_commit", "after_commit"):
        event.listen(ScopedSession, when, count)
    Request.step = counted(Request.step)  # type: ignore[method-assign]
    Notice.send = counted(Notice.send)  # type: ignore[method-assign]
    telling.write_each = counted(telling.write_each)  # type: ignore[attr-defined]
    digests.write_each = counted(digests.write_each)  # type: ignore[attr-defined]
    with app.app_context():
        app.extensions["clock"]._read = moment - clock.real(), True
        jobs.run(CLIMBING)
        jobs.run(digests.TELLING)
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
