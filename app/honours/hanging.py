"""The worker's part for stories: the board is made to say what is published, and nothing else.

What differs is found by comparing both sides, so nothing has to remember that something changed:
a story that was amended, taken back or scrubbed by an erasure, an initiative that is valid no more.
"""

from typing import Any

import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.honours.models import Honour, Story
from app.initiatives import Initiative
from app.tenancy import Scope, owned_by
from app.units import Unit

STORIES = "honours.stories"
STORY, UNIT = "initiative", "unit"
SOME = 50


@jobs.work(STORIES)
def hang_stories() -> bool:
    """Hang, change or take down some stories."""
    with jobs.reading(STORIES):
        root = db.session.scalar(sa.select(Unit.path).order_by(Unit.path).limit(1))
        found = bool(root and (_new() or _old()))
    if root and found:
        with jobs.step(Scope(root)):  # the board's own scope, which is the whole tree
            top = db.session.scalars(sa.select(Unit).where(Unit.path == root)).one()
            for honour in _old():
                db.session.delete(honour)
            db.session.flush()
            for story, initiative, name in _new():
                _hang(top, story, initiative, name)
    return found


def _new() -> list[Any]:
    """Published stories that the board does not hold as they are."""
    as_it_is = (
        sa.select(Honour.id)
        .where(
            Honour.story_id == Story.id,
            Honour.title == Story.title,
            Honour.text == Story.text,
            Honour.stage_id == Initiative.stage_id,
            Honour.name == Unit.name,
        )
        .exists()
    )
    query = (
        sa.select(Story, Initiative, Unit.name)
        .join(Initiative, Initiative.id == Story.initiative_id)
        .join(Unit, Unit.id == Initiative.unit_id)
        .where(Story.hangs(), ~as_it_is)
    )
    return list(db.session.execute(query.order_by(Story.id).limit(SOME)).unique().all())


def _old() -> list[Honour]:
    """What hangs there and is not published, or no longer valid."""
    story = (
        sa.select(Story.id)
        .join(Initiative, Initiative.id == Story.initiative_id)
        .where(Story.id == Honour.story_id, Story.hangs())
        .exists()
    )
    query = sa.select(Honour).where(Honour.kind == STORY, ~story)
    return list(db.session.scalars(query.order_by(Honour.id).limit(SOME)))


def _hang(top: Unit, story: Story, initiative: Initiative, name: str) -> None:
    mine = sa.select(Honour).where(Honour.story_id == story.id)
    honour = db.session.scalar(mine)
    if honour is None:
        honour = Honour(**owned_by(top), kind=STORY, story_id=story.id, position=0)
        honour.as_of = story.published_at or clock.now()
        db.session.add(honour)
    honour.stage_id, honour.name = initiative.stage_id, name
    honour.title, honour.text = story.title, story.text
