"""The crawl in shares, which workers take; what is promised of the whole is summed up in files."""

import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from werkzeug.routing import Rule

SHARES = 4


def shares_of(rules: Iterable[Rule]) -> list[list[Rule]]:
    """The rules, room by room, in shares of about the same size.

    Rooms stay whole: what one page offers is filled into the forms of another.
    """
    rooms: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        rooms[rule.endpoint.partition(".")[0]].append(rule)
    shares: list[list[Rule]] = [[] for _ in range(SHARES)]
    for room in sorted(rooms.values(), key=len, reverse=True):
        min(shares, key=len).extend(room)
    return shares


class Tally:
    """Numbers of all shares of one run, whichever worker had them."""

    def __init__(self, temporary: pytest.TempPathFactory) -> None:
        base = temporary.getbasetemp()
        self.folder = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def add(self, what: str, share: int, number: int) -> int | None:
        """Note a share's number; their sum where this share was the last of all."""
        (self.folder / f"{what}-{share}").write_text(str(number))
        return self.sum_of(what)

    def sum_of(self, what: str) -> int | None:
        noted = [Path(self.folder / f"{what}-{share}") for share in range(SHARES)]
        if not all(note.exists() for note in noted):
            return None
        return sum(int(note.read_text() or 0) for note in noted)
