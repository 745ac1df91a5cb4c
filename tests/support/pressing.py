"""A server that dies over one form: `python -m tests.support.pressing SETTINGS`.

Each line on standard input, "POINT FILE", forks a server that is sent the form that the file tells
of and kills itself at that point (0: never): before and after each commit, and as each piece of
writing begins. It is answered with how the server ended. See tests/intake/dying.py.
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
        point, told = line.split()
        child = os.fork()
        if child == 0:
            _serve(app, int(point), json.loads(Path(told).read_text("utf-8")))
        _number, status = os.waitpid(child, 0)
        said = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _serve(app: Any, point: int, told: dict[str, Any]) -> None:
    from sqlalchemy import event

    from app.initiatives import Initiative
    from app.intake import Batch
    from app.support import Made, Request
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
    Initiative._sign = counted(Initiative._sign)  # type: ignore[method-assign]
    Batch.begin = counted(Batch.begin)  # type: ignore[method-assign]
    Made._make = counted(Made._make)  # type: ignore[method-assign]
    Request.say = counted(Request.say)  # type: ignore[method-assign]
    answer = app.test_client(use_cookies=False).post(
        told["address"], data=told["form"], headers={"Cookie": told["cookie"], **told["headers"]}
    )
    os._exit(0 if answer.status_code == 303 else 1)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
