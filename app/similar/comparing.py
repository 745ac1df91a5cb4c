"""The worker's part: what is new is compared with everything the house holds, a piece at a time.

Reading and reckoning hold no lock; two short steps write. What changed meanwhile is left for the
next piece. Signatures are written before anything is compared with them: of two that are new at
once, the one written later sees the other.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import Initiative, State
from app.similar.files import compare_files_of
from app.similar.finding import Finder
from app.similar.likeness import Grams, Said, commonplaces, digests, grams, likeness
from app.similar.models import COMPARED, TEXT, Commonplace, Signature
from app.similar.pairing import Found, drop_pairs, write_pairs
from app.tenancy import Everything, part_of

AT_ONCE = 5000
"""Initiatives of a piece: their texts are in memory together."""
SOME = 500
STREAMED = 20_000
MOST = 5
"""Pairs a new initiative comes into by itself: the most alike."""
SAMPLE, FIRST_COUNT = 4000, 100
GROWN, SOON = 2, 8
"""So many times as large as when it was counted, the house counts anew: when nothing waits; before
anything else."""
WHY = "similar initiatives"


class Row(NamedTuple):
    id: int
    version: int
    state: str
    title: str
    summary: str

    def said(self, common: Grams) -> Said:
        return Said.of(self.title, self.summary, common)


@jobs.work("similar")
def compare() -> bool:
    """Compare some of what is new or has changed."""
    with jobs.reading(WHY):
        new = _uncompared()
    if _count_commonplaces(SOON if new else GROWN) or not new:
        while _sign_again():
            pass
    if not new:
        return False
    with jobs.reading(WHY):
        edition, common = Commonplace.known()
    texts = [row for row in new if row.state in COMPARED]
    signed = dict(zip((row.id for row in texts), _digests(texts, common), strict=True))
    with jobs.step(Everything(WHY)):
        drop_pairs(_sign(new, signed, edition))
    with jobs.reading(WHY):
        found = _alike(texts, signed, common)
    with jobs.step(Everything(WHY)):
        write_pairs(found, at=clock.now())
        same = _unchanged(new)
        for some in _cut(sorted(same), SOME):
            compare_files_of(some)
            change = sa.update(Initiative).where(Initiative.id.in_(some)).values(compared=True)
            db.session.execute(change, execution_options={"synchronize_session": False})
    return True


def _uncompared() -> list[Row]:
    """The oldest of what waits; a draft waits until it is handed in."""
    columns = (getattr(Initiative, name) for name in Row._fields)
    query = sa.select(*columns).where(~Initiative.compared, Initiative.state != State.DRAFT)
    return [Row(*row) for row in db.session.execute(query.order_by(Initiative.id).limit(AT_ONCE))]


def _digests(rows: Iterable[Row], common: Grams) -> list[bytes]:
    return digests([row.said(common) for row in rows])


def _unchanged(rows: Iterable[Row]) -> dict[int, Any]:
    """Where those lie that nobody has changed since; held until the end of the step."""
    read = {row.id: row.version for row in rows}
    place = (Initiative.id, Initiative.version, Initiative.unit_id, Initiative.unit_path)
    held = {}
    for some in _cut(sorted(read), SOME):
        query = sa.select(*place).where(Initiative.id.in_(some)).order_by(Initiative.id)
        for row in db.session.execute(query.with_for_update(of=Initiative)):
            if row.version == read[row.id]:
                held[row.id] = part_of(row)
    return held


def _sign(rows: Iterable[Row], signed: dict[int, bytes], edition: int) -> list[int]:
    """Keep the digests; which initiatives say something else now, or nothing any more."""
    changed, new, kept = [], [], []
    places = _unchanged(rows)
    before: dict[int, Any] = {}
    for some in _cut(sorted(places), SOME):
        query = sa.select(Signature.initiative_id, Signature.id, Signature.digest)
        for row in db.session.execute(query.where(Signature.initiative_id.in_(some))):
            before[row.initiative_id] = row
    for number, place in places.items():
        digest, old = signed.get(number), before.get(number)
        if old and old.digest != digest:
            changed.append(number)
        if old and digest is not None:
            kept.append({"id": old.id, "digest": digest, "edition": edition})
        elif digest is not None:
            new.append({**place, "initiative_id": number, "digest": digest, "edition": edition})
    if new:
        db.session.execute(sa.insert(Signature), new)
    if kept:
        db.session.execute(sa.update(Signature), kept)
    gone = [number for number in places if number not in signed]
    for some in _cut(gone, SOME):
        db.session.execute(sa.delete(Signature).where(Signature.initiative_id.in_(some)))
    return changed + gone


def _alike(rows: Iterable[Row], signed: dict[int, bytes], common: Grams) -> list[Found]:
    """The pairs of what is new with anything, the most alike of each."""
    texts = {row.id: row for row in rows}
    suspects, distinct = _twins(signed)
    finder = Finder(distinct)
    for number, digest in _stream():
        for one in finder.near(digest, but=number):
            suspects.setdefault(number, []).append(one)
    mine = {one: texts[one].said(common) for one in set().union(*suspects.values())}
    best: dict[int, list[Found]] = {}
    for some in _cut(sorted(suspects), SOME):
        for other in _texts(some):
            theirs = other.said(common)
            for one in suspects[other.id]:
                found = Found(one, other.id, likeness(mine[one], theirs), TEXT)
                if found.counts:
                    best.setdefault(one, []).append(found)
    return [pair for pairs in best.values() for pair in sorted(pairs, key=Found.rank)[:MOST]]


def _twins(signed: dict[int, bytes]) -> tuple[dict[int, list[int]], dict[int, bytes]]:
    """What is new and alike to the letter: {the first: the others}, and one of each kind.

    A text that a whole list repeats is compared with the house once.
    """
    first: dict[bytes, int] = {}
    twins: dict[int, list[int]] = {}
    for number, digest in signed.items():
        known = first.setdefault(digest, number)
        if digest and known != number:
            twins.setdefault(known, []).append(number)
    return twins, {number: digest for digest, number in first.items()}


def _stream() -> Iterator[tuple[int, bytes]]:
    """All signatures of the house, some thousands in memory."""
    last = 0
    while True:
        query = sa.select(Signature.id, Signature.initiative_id, Signature.digest)
        query = query.where(Signature.id > last).order_by(Signature.id).limit(STREAMED)
        some = db.session.execute(query).all()
        if not some:
            return
        last = some[-1].id
        yield from ((row.initiative_id, row.digest) for row in some if row.digest)


def _texts(numbers: list[int]) -> Iterator[Row]:
    columns = (getattr(Initiative, name) for name in Row._fields)
    query = sa.select(*columns).where(Initiative.id.in_(numbers), Initiative.state.in_(COMPARED))
    yield from (Row(*row) for row in db.session.execute(query))


def _count_commonplaces(times: int) -> bool:
    """Once the house has grown, count anew what everybody writes; whether that was so."""
    with jobs.reading(WHY):
        newest = Commonplace.newest()
        edition, counted = (newest.edition, newest.counted) if newest else (0, 0)
        size = db.session.scalar(sa.select(sa.func.max(Initiative.id))) or 0
        if size < max(FIRST_COUNT, times * counted):
            return False
        texts = sa.select(Initiative.title, Initiative.summary).where(
            Initiative.id % (size // SAMPLE + 1) == 0
        )
        common = commonplaces([grams(*text) for text in db.session.execute(texts)])
    with jobs.step(Everything(WHY)):
        Commonplace.publish(edition + 1, size, common)
    return True


def _sign_again() -> bool:
    """Sign some of what was signed under an older edition."""
    with jobs.reading(WHY):
        edition, common = Commonplace.known()
        stale = sa.select(Signature.id, Signature.initiative_id).where(Signature.edition < edition)
        old = {number: key for key, number in db.session.execute(stale.limit(STREAMED // 2))}
        rows = [row for some in _cut(sorted(old), SOME) for row in _texts(some)]
    if not old:
        return False
    made = dict(zip((row.id for row in rows), _digests(rows, common), strict=True))
    with jobs.step(Everything(WHY)):
        fresh = [
            {"id": key, "edition": edition, "digest": made.get(number, b"")}
            for number, key in old.items()
        ]
        db.session.execute(sa.update(Signature), fresh)
    return True


def _cut(items: list[int], size: int) -> Iterator[list[int]]:
    yield from (items[start : start + size] for start in range(0, len(items), size))
