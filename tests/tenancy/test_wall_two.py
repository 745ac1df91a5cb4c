"""Wall 2 stands by itself: with wall 1 gone, PostgreSQL alone lets no shape through.

That no page passes is shown by `tests/crawler/test_either_wall.py`."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.notices import Notice
from app.tenancy import Everything, Scope, ScopedSession
from tests.tenancy.shapes import Shape, session_in
from tests.tenancy.sibling import ABOVE, MINE, House, outside
from tests.tenancy.test_shapes import SHAPES, leaks
from tests.tenancy.walls import lower_wall_one

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning")
REFUSED = (sa.exc.SQLAlchemyError, sa.exc.SAWarning, AttributeError)  # or nothing was found


def passes(way: Shape, house: House) -> bool:
    """Whether a shape sees or changes what lies outside, with PostgreSQL's refusals caught."""
    path = house.path[MINE]
    with session_in(path) as session:
        before = outside(session, path)
        try:
            seen = way(session, house)
            session.flush()
        except REFUSED:
            return False
        return "SECRET" in str(seen) or outside(session, path) != before


def seen_by(way: Shape, house: House) -> str:
    """What a shape answers."""
    with session_in(house.path[MINE]) as session:
        try:
            return str(way(session, house) or "wrote")
        except Exception:
            return "refused"


@pytest.mark.parametrize("way", SHAPES)
def test_no_shape_passes_wall_two_alone(house, monkeypatch, way):
    lower_wall_one(monkeypatch)
    assert not passes(way, house)


@pytest.mark.parametrize("way", SHAPES)
def test_no_shape_passes_wall_one_alone(unbound_house, way):
    assert not leaks(way, unbound_house)


@pytest.mark.parametrize("way", SHAPES)
def test_wall_two_alone_gives_the_rows_that_both_give(house, monkeypatch, way):
    both = seen_by(way, house)
    lower_wall_one(monkeypatch)
    if both not in ("refused", "wrote"):
        assert seen_by(way, house) == both


def test_either_wall_changes_the_same_rows(house, monkeypatch):
    """`update notice` in a scope: one row of three, whichever wall stands."""
    lower_wall_one(monkeypatch)
    with session_in(house.path[MINE]) as session:
        assert session.execute(sa.update(Notice).values(title="x")).rowcount == 1
    with session_in(house.path[ABOVE]) as session:
        assert session.execute(sa.update(Notice).values(title="x")).rowcount == 3


def test_without_a_setting_there_are_no_rows(house, monkeypatch):
    lower_wall_one(monkeypatch)
    with ScopedSession(db) as session:
        for table in db.metadata.sorted_tables:
            if {"unit_path", "path", "digest", "login"} & {*table.c.keys()}:
                assert session.execute(sa.select(table)).all() == [], table.name


@pytest.mark.parametrize("setting", ["", "0001", ".", "/", "~", "%", "EVERYTHING", "0001.%"])
def test_a_setting_that_is_no_path_gives_no_rows(house, monkeypatch, setting):
    lower_wall_one(monkeypatch)
    with ScopedSession(db) as session:
        session.execute(sa.text(f"SET LOCAL app.scope = '{setting}'".replace(":", "\\:")))
        assert session.scalars(sa.text("select title from notice")).all() == []
        assert session.scalars(sa.text("select login from account")).all() == []


def test_a_connection_given_back_forgets_its_scope(house, monkeypatch):
    db.engine.dispose()  # so that there is one connection, which both get
    with session_in(house.path[MINE]) as session:
        process = session.scalar(sa.text("select pg_backend_pid()"))
        assert session.scalars(sa.select(Notice.title)).all() == ["mine"]
        session.commit()
    lower_wall_one(monkeypatch)
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("select pg_backend_pid()")) == process
        assert not connection.scalar(sa.text("select current_setting('app.scope', true)"))
        assert connection.scalars(sa.text("select title from notice")).all() == []


def test_the_next_transaction_of_a_session_is_told_again(house, monkeypatch):
    lower_wall_one(monkeypatch)
    with session_in(house.path[MINE]) as session:
        for end in (session.commit, session.rollback, session.commit):
            assert session.scalars(sa.text("select title from notice")).all() == ["mine"]
            end()


def test_a_scope_entered_late_is_told_to_the_running_transaction(house, monkeypatch):
    lower_wall_one(monkeypatch)
    with ScopedSession(db) as session:
        assert session.scalars(sa.text("select title from notice")).all() == []
        session.enter(Scope(house.path[MINE]))
        assert session.scalars(sa.text("select title from notice")).all() == ["mine"]


def test_a_part_that_is_undone_leaves_the_scope(house, monkeypatch):
    lower_wall_one(monkeypatch)
    with session_in(house.path[MINE]) as session:
        with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
            session.execute(sa.text("select no_such_column from notice"))
        assert session.scalars(sa.text("select title from notice")).all() == ["mine"]


@pytest.mark.parametrize(
    "injected",
    [
        "set_config('app.scope', '0001.', true)",
        "(select set_config('app.scope', 'everything', false))",
        "query_to_xml('set app.scope = ''everything''', true, true, '')",
    ],
)
def test_an_injected_expression_cannot_change_the_scope(house, monkeypatch, injected):
    lower_wall_one(monkeypatch)
    with session_in(house.path[MINE]) as session, pytest.raises(sa.exc.DBAPIError):
        session.execute(sa.text(f"select title, {injected} from notice")).all()


@pytest.mark.parametrize(
    "statement",
    [
        "truncate notice_reading",
        "update journal_line set act = 'x'",
        "delete from journal_line",
        "update alembic_version set version_num = 'x'",
        "update practice set moment = now()",
        "alter table notice disable row level security",
        "drop policy reading on notice",
        "create table x (id int)",
        "create or replace function ancestors(path text) returns text[] language sql immutable"
        " return array['0001.']",
    ],
)
def test_the_role_may_not(house, statement):
    with ScopedSession(db) as session:
        session.enter(Everything("what a role may not"))
        with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"):
            session.execute(sa.text(statement))
