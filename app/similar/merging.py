"""Bringing the people and files of one initiative to another, and taking them away again.

A person is known at one unit: at another unit the co-author stands by name only, without numbers.
Whoever is erased at the one unit is erased here as well.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app import journal
from app.db import db
from app.initiatives import (
    Attachment,
    Author,
    Erasure,
    Identified,
    Initiative,
    Person,
    erase,
    erased,
)
from app.similar.models import Similar
from app.tenancy import part_of
from app.vietnamese import same_name

MOST_FILES = 5


def merge(source: Initiative, target: Initiative, *, by: int, at: dt.datetime) -> dict[str, Any]:
    """Add who and what `source` has beyond `target`; what was added."""
    people = [
        [share.person_id, _sign(share, target).id]
        for share in source.authors
        if not any(same_name(share.full_name, one.full_name) for one in target.authors)
    ]
    held = {file.sha256 for file in Attachment.of(target)}
    missing = [file for file in Attachment.of(source) if file.sha256 not in held]
    files = [_copy(file, target, by, at).id for file in missing[: max(0, MOST_FILES - len(held))]]
    _refresh(target)
    return {"people": people, "files": files}


def _sign(share: Author, target: Initiative) -> Person:
    if share.unit_id == target.unit_id:
        person = db.session.get_one(Person, share.person_id)
    else:
        person = Person.of(target.unit, Identified(share.full_name))
        db.session.flush()
    last = max(one.position for one in target.authors)
    said = {"full_name": share.full_name, "position": last + 1}
    row = {"initiative_id": target.id, "person_id": person.id, **said}
    db.session.add(Author(**part_of(target), **row))
    db.session.flush()
    db.session.expire(target, ["authors"])
    return person


def _copy(file: Attachment, target: Initiative, by: int, at: dt.datetime) -> Attachment:
    names = ("name", "kind", "size", "sha256", "state")
    said = {name: getattr(file, name) for name in names}
    copy = Attachment(**part_of(target), initiative_id=target.id, stored_at=at, by_id=by, **said)
    db.session.add(copy)
    journal.record("attachment.add", copy, by=by, at=at)
    return copy


def part(target: Initiative, added: dict[str, Any], *, by: int, at: dt.datetime) -> None:
    """Take away what a merge added, and only that."""
    people = [here for _there, here in added.get("people", [])]
    first = min(one.position for one in target.authors)
    gone = sa.delete(Author).where(
        Author.initiative_id == target.id,
        Author.person_id.in_(people),
        Author.position > first,
    )
    db.session.execute(gone)
    for number in added.get("files", []):
        file = db.session.get(Attachment, number)
        if file and file.is_kept:
            file.state = "removed"
            journal.record("attachment.remove", file, by=by, at=at)
    _refresh(target)


def _refresh(target: Initiative) -> None:
    db.session.flush()
    db.session.expire(target, ["authors", "attachments"])
    target.index()


@erased.connect
def _forget(erasure: Erasure) -> None:
    """Who was carried over by a merge is forgotten there as well."""
    mine = Similar.initiative_id.in_(erasure.initiative_ids)
    keys = set(db.session.scalars(sa.select(Similar.key).where(mine, Similar.verdict == "merged")))
    for row in db.session.scalars(sa.select(Similar).where(Similar.key.in_(keys))).all():
        for there, here in row.added.get("people", []):
            person = db.session.get(Person, here) if there == erasure.person_id else None
            if person and person.id != there:
                erase(person, by=erasure.by_id, at=erasure.at)
