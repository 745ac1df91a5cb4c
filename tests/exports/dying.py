"""A worker that dies at a step of a file: `python -m tests.exports.dying SETTINGS`.

Each line on standard input, "STEP AT_ONCE", forks a worker that does what waits and kills itself
as it begins that write to its draft or to its row (0: never). It is answered with how it ended.
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
        step, at_once = map(int, line.split())
        child = os.fork()
        if child == 0:
            _work(app, step, at_once)
        _number, status = os.waitpid(child, 0)
        said = "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else f"broken {status}"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()


def _work(app: Any, step: int, at_once: int) -> None:
    from app import jobs
    from app.exports import ExportRun, working
    from app.uploads import Draft

    left = [step]

    def counted(work: Callable[..., Any]) -> Callable[..., Any]:
        def begun(*given: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return work(*given, **more)

        return begun

    Draft.add = counted(Draft.add)  # type: ignore[method-assign]
    Draft.keep = counted(Draft.keep)  # type: ignore[method-assign]
    ExportRun.advance = counted(ExportRun.advance)  # type: ignore[method-assign]
    ExportRun.finish = counted(ExportRun.finish)  # type: ignore[method-assign]
    working.AT_ONCE = at_once
    with app.app_context():
        jobs.run("exports.files")
    os._exit(0)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main({**given, "INSTANCE": Path(given["INSTANCE"])})
