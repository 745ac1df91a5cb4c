"""A worker that dies at a step of a letter: `python -m tests.mail.dying SETTINGS`.

Each line on standard input, "STEP MINUTE", forks a worker that sends what is due at that minute and
kills itself as it begins that step (0: never): a claim, handing a letter in, writing down how it
ended. It is answered with how the worker ended.
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
        step, minute = map(int, line.split())
        child = os.fork()
        if child == 0:
            _work(app, step, minute)
        _number, status = os.waitpid(child, 0)
        said = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _work(app: Any, step: int, minute: int) -> None:
    from app.mail.carrier import Carrier
    from app.mail.sending import go_round
    from app.mail.tries import Tried
    from tests.world import NOW

    left = [step]

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def begun(*given: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*given, **more)

        return begun

    claim = counted(Tried.claim.__func__)  # type: ignore[attr-defined]
    Tried.claim = classmethod(claim)  # type: ignore[method-assign, assignment]
    Carrier.carry = counted(Carrier.carry)  # type: ignore[method-assign]
    Tried.settle = counted(Tried.settle)  # type: ignore[method-assign]
    with app.app_context():
        while go_round(lambda: NOW + dt.timedelta(minutes=minute)):
            pass
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
