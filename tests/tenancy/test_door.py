"""A door opens one unit and the tables it names, some to read and some to write; nothing else."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Author, Initiative, Person
from app.journal import JournalLine
from app.links import LinkSubmission, UnitLink, doors
from app.notices import Notice
from app.programmes import Stage
from app.tenancy import Everything, Opening, Scope, ScopeViolation, door
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in


@pytest.fixture
def written(app):
    """Two initiatives at a grassroots union and one at its neighbour; a link at each."""
    with app.app_context():
        with jobs.step(Everything("rows for tests of doors")):
            units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
            codes = [
                hand_in(units[code]).code for code in ("cs-a11", "cs-a11", "cs-a12", "huyen-a1")
            ]
            for code in ("cs-a11", "cs-a12"):
                UnitLink.open(units[code], by=None, at=NOW)
            ids = {code: unit.id for code, unit in units.items()}
        yield codes, ids
        db.session.remove()


def through(unit_id: int, opening: Opening) -> None:
    assert door(db.session(), unit_id, opening)


def test_there_is_no_door_to_a_unit_that_is_not_there(written):
    assert not door(db.session(), 2**30, doors.LOOKING)
    assert db.session().scope is None


def test_a_link_shows_its_own_row_and_what_is_handed_down(written):
    _codes, ids = written
    through(ids["cs-a11"], doors.LOOKING)
    assert [link.unit_id for link in db.session.scalars(sa.select(UnitLink))] == [ids["cs-a11"]]
    assert db.session.scalars(sa.select(Stage)).first()
    for model in (Initiative, Person, Author, JournalLine, Notice):
        with pytest.raises(ScopeViolation, match="not through this door"):
            db.session.scalars(sa.select(model)).all()


def test_a_door_is_no_scope_over_what_lies_below(written):
    _codes, ids = written
    through(ids["huyen-a1"], Opening(reads=frozenset({"initiative", "unit_link", "unit"})))
    found = db.session.scalars(sa.select(Initiative)).all()
    assert [one.unit_id for one in found] == [ids["huyen-a1"]]
    assert db.session.scalars(sa.select(UnitLink)).all() == []
    assert {unit.code for unit in db.session.scalars(sa.select(Unit))} == {
        *("tld", "tinh-a", "huyen-a1")
    }


def test_what_may_be_read_may_not_be_written(written):
    _codes, ids = written
    through(ids["cs-a11"], doors.LOOKING)
    link = db.session.scalars(sa.select(UnitLink)).one()
    link.stopped_at = NOW
    with pytest.raises(ScopeViolation, match="not through this door"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(ScopeViolation, match="not through this door"):
        db.session.execute(sa.delete(LinkSubmission))


def test_what_may_be_written_may_not_be_read(written):
    _codes, ids = written
    through(ids["cs-a11"], doors.SENDING)
    with pytest.raises(ScopeViolation, match="not through this door"):
        db.session.scalars(sa.select(JournalLine)).all()
    with pytest.raises(ScopeViolation, match="not through this door"):
        db.session.execute(sa.delete(UnitLink))


def test_nothing_is_written_at_another_unit(written):
    _codes, ids = written
    through(ids["cs-a11"], doors.SENDING)
    path = db.session.scalars(sa.select(Unit.path).where(Unit.id == ids["cs-a11"])).one()
    there = {"unit_id": ids["cs-a12"], "unit_path": path[:-2] + "Z."}
    row = {"link_id": 1, "key": "k", "digest": "d", "at": NOW}
    db.session.add(LinkSubmission(**there, **row))
    with pytest.raises(ScopeViolation, match="outside the scope"):
        db.session.flush()


def test_a_receipt_opens_one_initiative(written):
    codes, ids = written
    through(ids["cs-a11"], doors.following(codes[0]))
    assert [one.code for one in db.session.scalars(sa.select(Initiative))] == [codes[0]]
    named = sa.select(Initiative).where(Initiative.code == codes[1])
    assert db.session.scalar(named) is None
    aliased = sa.orm.aliased(Initiative)
    assert len(db.session.scalars(sa.select(aliased)).all()) == 1


def test_another_initiative_is_refused_on_arrival(written):
    codes, ids = written
    with jobs.reading("another initiative") as session:
        other = session.scalars(sa.select(Initiative).where(Initiative.code == codes[1])).one()
        session.expunge(other)
    through(ids["cs-a11"], doors.following(codes[0]))
    with pytest.raises(ScopeViolation):
        db.session.add(other)


def test_a_door_is_no_way_to_accounts(written):
    _codes, ids = written
    through(ids["cs-a11"], doors.SENDING)
    with pytest.raises(ScopeViolation):
        db.session.execute(sa.select(sa.column("login")).select_from(sa.table("account")))


def test_a_scope_is_as_wide_as_before(written):
    _codes, ids = written
    path = None
    with jobs.reading("a path") as session:
        path = session.scalars(sa.select(Unit.path).where(Unit.id == ids["huyen-a1"])).one()
    with jobs.step(Scope(path)) as session:
        assert len(session.scalars(sa.select(Initiative)).all()) == 4
