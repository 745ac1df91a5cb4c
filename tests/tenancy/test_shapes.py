"""No way of asking or writing reaches a row outside the scope."""

import pytest
import sqlalchemy as sa

from app.accounts import Account, Membership
from app.db import Base, db
from app.notices import Notice
from app.programmes import Stage
from app.tenancy import (
    IDENTITY,
    Everything,
    Identity,
    Scope,
    ScopedSession,
    ScopeViolation,
    TenantRow,
)
from app.units import Unit
from tests.tenancy.shapes import HANDED_DOWN, LABORATORY, SINCE, Shape, session_in
from tests.tenancy.sibling import ABOVE, MINE, SIBLING, House, outside
from tests.tenancy.walls import lower_wall_one

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning")
SHAPES = [
    pytest.param(way, id=f"{family}: {name}")
    for family, ways in (("own", LABORATORY), ("handed down", HANDED_DOWN), ("since", SINCE))
    for name, way in ways.items()
]
MODELS = sorted((m.class_ for m in Base.registry.mappers), key=lambda model: model.__name__)
TENANTS = [model for model in MODELS if issubclass(model, TenantRow)]
ACCOUNTS = [model for model in MODELS if issubclass(model, Identity)]


def leaks(way: Shape, house: House) -> bool:
    """Whether a shape sees or changes what lies outside huyen-a1's scope. It is undone."""
    path = house.path[MINE]
    with session_in(path) as session:
        before = outside(session, path)
        try:
            seen = way(session, house)
            session.flush()
        except (ScopeViolation, sa.exc.IntegrityError):
            return False  # a request that fails so is rolled back
        return "SECRET" in str(seen) or outside(session, path) != before


def test_all_shapes_of_the_laboratory_are_here():
    assert len(LABORATORY) == 41


@pytest.mark.parametrize("way", SHAPES)
def test_no_shape_leaks(house, way):
    assert not leaks(way, house)


@pytest.mark.parametrize("family", [LABORATORY, HANDED_DOWN], ids=["own", "handed down"])
@pytest.mark.parametrize("way", ["select", "alias", "joined load", "select-in load"])
def test_what_can_be_narrowed_is_not_refused(house, family, way):
    with session_in(house.path[MINE]) as session:
        seen = str(family[way](session, house))
        assert "mine" in seen


def test_without_the_walls_the_shapes_leak(unbound_house, monkeypatch):
    """So the tests above can fail."""
    lower_wall_one(monkeypatch)
    kept = [name for name, way in LABORATORY.items() if not leaks(way, unbound_house)]
    assert len(LABORATORY) - len(kept) >= 15, kept


def test_what_is_mine_is_seen_and_written(house):
    with session_in(house.path[MINE]) as session:
        notice = session.get(Notice, house.notice[MINE])
        notice.title = "mine, and new"
        session.commit()
        session.execute(sa.update(Notice).values(body="new"))
        session.commit()
        assert session.execute(sa.select(Notice.title, Notice.body)).all() == [
            ("mine, and new", "new")
        ]


def test_what_is_handed_down_is_read_from_below(house):
    with session_in(house.path[MINE]) as session:
        names = set(session.scalars(sa.select(Stage.name)))
        assert {"mine", "above"} <= names
        assert "SECRET" not in names
        assert session.get(Stage, house.stage[ABOVE]).name == "above"
        above = session.scalars(sa.select(Unit.code).where(Unit.path < house.path[MINE]))
        assert set(above) == {"tld", "tinh-a"}


def test_what_lies_below_is_seen_from_above(house):
    with session_in(house.path[ABOVE]) as session:
        assert sorted(session.scalars(sa.select(Notice.title))) == ["SECRET", "SECRET", "mine"]


@pytest.mark.parametrize("model", [*TENANTS, *ACCOUNTS], ids=lambda model: model.__name__)
def test_without_a_scope_there_is_no_sql(house, statements, model):
    with ScopedSession(db) as session:
        for query in (sa.select(model), sa.select(sa.func.count(model.id)), sa.delete(model)):
            with pytest.raises(ScopeViolation):
                session.execute(query)
        with pytest.raises(ScopeViolation):
            session.get(model, 1)
        with pytest.raises(ScopeViolation):
            session.execute(sa.text(f"select * from {model.__tablename__}"))
    assert statements == []


@pytest.mark.parametrize("model", ACCOUNTS, ids=lambda model: model.__name__)
def test_no_scope_of_a_unit_opens_the_accounts(house, statements, model):
    with session_in(house.path[MINE]) as session:
        for query in (sa.select(model), sa.update(model).values(id=1), sa.delete(model)):
            with pytest.raises(ScopeViolation):
                session.execute(query)
    assert statements == []


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model.__name__)
def test_the_identity_door_opens_nothing_else(house, model):
    with ScopedSession(db) as session:
        session.enter(IDENTITY)
        if model.__identity__:
            session.scalars(sa.select(model)).all()
            return
        for query in (sa.select(model), sa.delete(model)):
            with pytest.raises(ScopeViolation):
                session.execute(query)


def test_the_identity_door_opens_accounts_posts_units_their_kinds_and_invitations(app):
    models = [mapper.class_ for mapper in Base.registry.mappers]  # now that all rooms are open
    opened = {model.__name__ for model in models if getattr(model, "__identity__", False)}
    assert opened == {"Unit", "Kind", "Membership", "Invitation", "FactorReset"}


def test_the_identity_door_reads_accounts_and_posts(house):
    with ScopedSession(db) as session:
        session.enter(IDENTITY)
        posts = sa.select(Account.login).join(Membership, Membership.account_id == Account.id)
        assert f"officer.{SIBLING}" in session.scalars(posts).all()


@pytest.mark.parametrize("again", [IDENTITY, Everything("again"), Scope("0001.")])
def test_a_scope_is_set_once(house, again):
    with session_in(house.path[MINE]) as session, pytest.raises(ScopeViolation):
        session.enter(again)


def test_a_bare_connection_sees_no_table_of_a_unit(house):
    with db.engine.connect() as connection, pytest.raises(ScopeViolation):
        connection.execute(sa.text("select * from notice"))


def test_a_connection_given_back_forgets_its_session(house):
    with session_in(None) as session:
        session.execute(sa.text("select * from notice")).all()
    with db.engine.connect() as connection, pytest.raises(ScopeViolation):
        connection.execute(sa.text("select * from notice"))
