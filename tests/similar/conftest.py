"""Initiatives that are copies of one another, handed in at different units."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Initiative, State
from app.similar import Similar
from app.units import Unit
from tests.similar.pairs import Half
from tests.written import hand_in

TEXTS = Half.named("tuning").texts


@pytest.fixture
def written(app, as_unit) -> Callable[..., int]:
    """`written("cs-a11", 0)`: the id of an initiative of that unit with a text of the set."""

    def write(unit: str, text: int, *, to: State = State.ENDORSED, more: str = "") -> int:
        title, summary = TEXTS[text]
        with as_unit("tld"):
            made = hand_in(Unit.by_code(unit), to=to, title=title, summary=f"{summary} {more}")
            return made.id

    return write


@pytest.fixture
def compared(app) -> Callable[[], list[tuple[int, int, str | None]]]:
    """Let the worker work; then (initiative, percent, verdict) of every row."""

    def run() -> list[tuple[int, int, str | None]]:
        with app.app_context():
            jobs.run("similar")
            jobs.run("similar-files")
            with jobs.reading("what was found") as session:
                rows = session.scalars(sa.select(Similar).order_by(Similar.initiative_id))
                return [(row.initiative_id, row.percent, row.verdict) for row in rows]

    return run


@pytest.fixture
def state_of(app) -> Callable[[int], str]:
    def state(number: int) -> str:
        with app.app_context(), jobs.reading("a state") as session:
            return session.get_one(Initiative, number).state

    return state


@pytest.fixture
def row_of(app) -> Callable[[int], int]:
    """The id of the row of an initiative that is in one pair."""

    def find(number: int) -> int:
        with app.app_context(), jobs.reading("a row") as session:
            return session.scalars(
                sa.select(Similar.id).where(Similar.initiative_id == number)
            ).one()

    return find


@pytest.fixture
def change(app, as_unit) -> Callable[..., None]:
    """`change(id, summary="…")`: it reads otherwise from now on."""

    def write(number: int, **facts: str) -> None:
        with as_unit("tld"):
            initiative = db.session.get_one(Initiative, number)
            for name, value in facts.items():
                setattr(initiative, name, value)
            initiative.index()

    return write
