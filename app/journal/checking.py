"""Checking the journal against its seals."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.journal.lines import JournalLine
from app.journal.seals import COLUMNS, Seal, mark, text_of

UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong; `line` is the id of a line, if it is one's fault."""

    seal: int
    line: int | None
    what: str

    def __str__(self) -> str:
        where = f"seal {self.seal}"
        return f"{where}, line {self.line}: {self.what}" if self.line else f"{where}: {self.what}"


@dataclass(frozen=True)
class Report:
    """What a check saw. `head` is the hash of the newest seal, to be kept elsewhere."""

    finding: Finding | None
    seals: int
    lines: int
    unsealed: int
    head: str
    hashes: frozenset[str]


def check() -> Report:
    """Compare every sealed line with its seal. The session must see everything."""
    before: Seal | None = None
    seals = lines = 0
    hashes: set[str] = set()
    finding = None
    for seal in _seals():
        finding = _fault(seal, before)
        if finding:
            break
        seals, lines = seals + 1, lines + seal.count
        hashes.add(seal.hash)
        before = seal
    last = db.session.scalar(sa.select(sa.func.max(Seal.last_id))) or 0
    rest = sa.select(sa.func.count(JournalLine.id)).where(JournalLine.id > last)
    return Report(
        finding,
        seals,
        lines,
        db.session.scalar(rest) or 0,
        before.hash if before else "",
        frozenset(hashes),
    )


def _seals() -> Iterator[Seal]:
    """One after the other: a seal's marks are large."""
    after = 0
    while seal := db.session.scalar(
        sa.select(Seal).where(Seal.last_id > after).order_by(Seal.last_id).limit(1)
    ):
        yield seal
        after = seal.last_id


def _fault(seal: Seal, before: Seal | None) -> Finding | None:
    if seal.first_id != (before.last_id + 1 if before else 1):
        return Finding(seal.id, None, f"the seal before line {seal.first_id} is missing")
    texts = dict(_texts(before.last_id if before else None, seal.last_id))
    if seal.hash == seal.expected(before.hash if before else "", list(texts.values())):
        return None
    marks = dict(map(tuple, seal.marks))
    for line in sorted(texts.keys() | marks.keys()):
        if line not in texts:
            return Finding(seal.id, line, "is missing")
        if line not in marks:
            return Finding(seal.id, line, "was slipped in")
        if marks[line] != mark(texts[line]):
            return Finding(seal.id, line, "was changed")
    return Finding(seal.id, None, "the seal itself, or the one before it, was changed")


def _texts(after: int | None, until: int) -> Iterator[tuple[int, str]]:
    """The lines as they are hashed; ids below the first seal's have no business there either."""
    query = sa.select(*COLUMNS).where(JournalLine.id <= until).order_by(JournalLine.id)
    if after is not None:
        query = query.where(JournalLine.id > after)
    try:
        for line in db.session.execute(query).all():
            yield line.id, text_of(line)
    except ValueError:  # an instant or a list that somebody has made unreadable
        yield from _one_by_one(query)


def _one_by_one(query: sa.Select[Any]) -> Iterator[tuple[int, str]]:
    for line_id in db.session.scalars(query.with_only_columns(JournalLine.id)).all():
        try:
            alone = query.where(JournalLine.id == line_id)
            yield line_id, text_of(db.session.execute(alone).one())
        except ValueError:
            yield line_id, UNREADABLE
