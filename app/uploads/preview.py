"""What a kept file looks like: drawn or read in a child process with limits, never opened here."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.uploads import runner
from app.uploads.refusals import FileRefused

_CHILD = Path(__file__).with_name("inside") / "preview.py"


@dataclass(frozen=True)
class Preview:
    """`kind` is png, jpeg or text; `pages` says how many there are to be asked for."""

    kind: str
    pages: int
    content: bytes

    @property
    def lines(self) -> list[str]:
        """The first lines of a text."""
        return self.content.decode("utf-8", "replace").splitlines()


def preview(kind: str, data: bytes, page: int = 1) -> Preview:
    """A page of a file of some kind (jpeg, png, pdf, docx); 0 only counts its pages.

    :raises FileRefused: it cannot be shown
    """
    asked = json.dumps({"kind": kind, "page": page}).encode()
    done = runner.run(_CHILD, asked + b"\n" + data)
    if done.code:
        raise FileRefused("too_large" if done.killed else "damaged")
    verdict, _line, content = done.output.partition(b"\n")
    answer = json.loads(verdict)
    if "refused" in answer:
        raise FileRefused(answer["refused"])
    return Preview(answer["kind"], answer["pages"], content)
