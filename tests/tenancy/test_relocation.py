"""A unit that moves takes every row of its subtree with it."""

from collections import Counter

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import Base
from app.tenancy import Everything, ScopeViolation, TenantRow
from app.units import Unit
from tests.tenancy.shapes import session_in
from tests.tenancy.sibling import ABOVE, MINE, SIBLING

NEW = "0009."


def rows_at(path: str) -> Counter[str]:
    """Rows per table in the subtree at `path`."""
    with jobs.reading("rows by place") as session:
        models = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, TenantRow)]
        return Counter(
            {
                model.__tablename__: session.scalar(
                    sa.select(sa.func.count()).where(model.unit_path.startswith(path))
                )
                for model in models
            }
        )


def test_every_row_of_the_subtree_moves_along(house):
    old, new = house.path[MINE], house.path[SIBLING] + NEW
    before, all_rows = rows_at(old), rows_at("")
    with session_in(house.path[ABOVE]) as session:
        session.relocate(old, new)
        session.commit()
    assert rows_at(new) == before
    assert before["unit"] == 3
    assert before["notice_reading"] == 1
    assert rows_at(old).total() == 0
    assert rows_at("") == all_rows, "no row was lost and none was made"


def test_what_is_loaded_knows_its_new_place(house):
    with session_in(house.path[ABOVE]) as session:
        unit = session.get(Unit, house.unit[MINE])
        session.relocate(house.path[MINE], house.path[SIBLING] + NEW)
        assert unit.path == house.path[SIBLING] + NEW


@pytest.mark.parametrize(("old", "new"), [(SIBLING, MINE), (MINE, SIBLING), (ABOVE, MINE)])
def test_both_ends_lie_inside(house, old, new):
    with session_in(house.path[MINE]) as session, pytest.raises(ScopeViolation):
        session.relocate(house.path[old], house.path[new] + NEW)


def test_a_step_over_everything_may_move_from_one_province_to_another(house):
    target = house.path[ABOVE][:5] + "0002." + NEW
    with jobs.step(Everything("a merger")) as session:
        session.relocate(house.path[MINE], target)
    assert rows_at(target)["unit"] == 3
