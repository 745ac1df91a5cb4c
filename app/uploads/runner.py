"""The one way to look into a file that came from outside: a child process with limits.

A hostile file harms its child and nobody else. Few children run at once, so that many files
together do not take the machine either; who comes later waits.
"""

import re
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

WALL_SECONDS = 20
AT_ONCE = 2

_LIMITED = Path(__file__).with_name("limited.py")
_USED = re.compile(rb"^used ([0-9.]+) ([0-9]+)$", re.MULTILINE)
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Done:
    """What a child left behind.

    `code` is its exit status, negative when a limit killed it; `seconds` of CPU and `peak` kB of
    memory are None when it could not say so any more.
    """

    code: int
    output: bytes
    seconds: float | None
    peak: int | None

    @property
    def killed(self) -> bool:
        return self.code < 0


def run(child: Path, data: bytes, *, wall: float = WALL_SECONDS) -> Done:
    """Run the script `child` with `data` on standard input, for at most `wall` seconds."""
    with (
        _turns,
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as said,
        tempfile.TemporaryFile() as noise,
    ):
        given.write(data)
        given.seek(0)
        try:
            # By path and isolated (-I): importing app would start the whole house in the child.
            code = subprocess.run(
                [sys.executable, "-I", str(_LIMITED), str(child)],
                stdin=given,
                stdout=said,
                stderr=noise,
                timeout=wall,
                env={},
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            code = -9
        for told in (said, noise):
            told.seek(0)
        used = _USED.findall(noise.read())
        seconds, peak = (float(used[-1][0]), int(used[-1][1])) if used else (None, None)
        return Done(code, said.read(), seconds, peak)
