"""The one gate of files: what a person sends is looked at in a child process with limits."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.uploads import runner
from app.uploads.names import safe_name
from app.uploads.refusals import FileRefused

MAX_BYTES = 8 * 2**20

_CHILD = Path(__file__).with_name("inside") / "check.py"


@dataclass(frozen=True)
class Taken:
    """A file that may be kept: `kind` is jpeg, png, pdf or docx, `content` what is kept of it."""

    name: str
    kind: str
    content: bytes


def take(name: str, data: bytes) -> Taken:
    """The file as it may be kept; its kind goes by its content. Raises `FileRefused`.

    A picture comes back made anew from its pixels, a PDF or a Word file as it was.
    """
    if not data:
        raise FileRefused("empty")
    if len(data) > MAX_BYTES:
        raise FileRefused("too_large")
    done = runner.run(_CHILD, data)
    if done.code:
        # Killed by a limit, the child has nothing left to say.
        raise FileRefused("too_large" if done.killed else "damaged")
    verdict, _line, content = done.output.partition(b"\n")
    answer = json.loads(verdict)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return Taken(safe_name(name, answer["kind"]), answer["kind"], content)
