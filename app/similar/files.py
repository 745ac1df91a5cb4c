"""The worker's other part: the same file attached to two initiatives, seen by its hash."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import Attachment, Erasure, Initiative, erased
from app.similar.models import COMPARED, FILE, Print, Similar
from app.similar.pairing import Found, write_pairs
from app.tenancy import Everything, part_of

AT_ONCE = 500
LATE = 10_000
"""Numbers may come to light out of order: so far back a new one is still looked for."""
MOST = 20
"""A form that hangs on everything makes no more pairs than this for each."""
WHY = "the same files"


@jobs.work("similar-files")
def compare_files() -> bool:
    """Look at some new files of what was handed in."""
    with jobs.reading(WHY):
        waiting = [row.id for row in db.session.scalars(_waiting())]
    if not waiting:
        return False
    with jobs.step(Everything(WHY)):
        _look(db.session.scalars(_waiting()).all())
    return True


def compare_files_of(initiatives: Sequence[int]) -> None:
    """Look at the files of what has just been handed in, however long it was a draft."""
    query = _unseen().where(Attachment.initiative_id.in_(initiatives))
    _look(db.session.scalars(query).all())


def _look(files: Sequence[Attachment]) -> None:
    if files:
        rows = [{**part_of(file), **_print(file)} for file in files]
        db.session.execute(sa.insert(Print), rows)
        write_pairs([pair for file in files for pair in _same(file)], at=clock.now())


def _print(row: Attachment) -> dict[str, Any]:
    said = {"initiative_id": row.initiative_id, "sha256": row.sha256}
    return {"attachment_id": row.id, **said}


def _waiting() -> Any:
    """The oldest of the newest files that nobody has looked at."""
    newest = db.session.scalar(sa.select(sa.func.max(Print.attachment_id))) or 0
    return _unseen().where(Attachment.id > newest - LATE).limit(AT_ONCE)


def _unseen() -> Any:
    """Files that nobody has looked at; held, so that two workers do not both."""
    return (
        sa.select(Attachment)
        .join(Initiative, Attachment.initiative_id == Initiative.id)
        .where(
            Attachment.state == "kept",
            Initiative.state.in_(COMPARED),
            ~sa.exists().where(Print.attachment_id == Attachment.id),
        )
        .order_by(Attachment.id)
        .with_for_update(of=Attachment)
    )


def _same(file: Attachment) -> list[Found]:
    query = (
        sa.select(Print.initiative_id)
        .join(Attachment, Attachment.id == Print.attachment_id)
        .join(Initiative, Initiative.id == Print.initiative_id)
        .where(
            Print.sha256 == file.sha256,
            Print.initiative_id != file.initiative_id,
            Attachment.state == "kept",
            Initiative.state.in_(COMPARED),
        )
        .order_by(Print.id)
        .limit(MOST)
    )
    return [Found(file.initiative_id, other, 100, FILE) for other in db.session.scalars(query)]


@erased.connect
def _forget(erasure: Erasure) -> None:
    """The files of whoever is erased are gone: what they were like goes too."""
    mine = erasure.initiative_ids
    keys = sa.select(Similar.key).where(Similar.initiative_id.in_(mine), Similar.kind == FILE)
    told = set(db.session.scalars(keys))
    for model, found in ((Similar, Similar.key.in_(told)), (Print, Print.initiative_id.in_(mine))):
        db.session.execute(
            sa.delete(model).where(found), execution_options={"synchronize_session": False}
        )
