"""Wall 2 stands on every table behind the wall, and the application serves as no role above it."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, create_app, jobs
from app.db import db
from app.tenancy import IDENTITY, Own, Scope, ScopedSession, kinds, policies
from app.tenancy.role import RoleUnbound
from app.units import Unit
from tests.conftest import SERVING
from tests.tenancy.shapes import session_in
from tests.tenancy.sibling import ABOVE, MINE, SIBLING
from tests.tenancy.test_relocation import rows_at

POLICIES = """
    SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check
    FROM pg_policies WHERE schemaname = 'public'"""
FORCED = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relrowsecurity AND relforcerowsecurity"""
COMMANDS = {"reading": "SELECT", "adding": "INSERT", "changing": "UPDATE", "removing": "DELETE"}


@pytest.fixture
def app_here(_world_app, store, make_app) -> Iterator[Flask]:
    """An application on a database of its own, whose owner may do with it what it likes."""
    store.copy("world_made", "roles")
    app = make_app("roles")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def owner(app_here) -> Iterator[sa.Connection]:
    engine = sa.create_engine(app_here.config["DATABASE_OWNER_URI"], poolclass=sa.NullPool)
    options = {"wall": "a test", "isolation_level": "AUTOCOMMIT"}
    with engine.connect().execution_options(**options) as connection:
        yield connection


@pytest.fixture
def toy() -> Iterator[Any]:
    """The model of a table that some room may have one day."""

    class Toys(orm.DeclarativeBase):
        """Models of this test alone: no table of the house."""

    class Toy(Own, Toys):
        __tablename__ = "toy_behind_the_wall"
        id: Mapped[int] = mapped_column(primary_key=True)

    yield Toy
    kinds.MODELS.remove(Toy)


def faults(connection: sa.Connection) -> list[str]:
    """Tables without their wall, and policies that are not those of the kind."""
    forced = set(connection.scalars(sa.text(FORCED)))
    there = set(sa.inspect(connection).get_table_names())
    walled = {model.__tablename__ for model in kinds.MODELS} & there
    found = [f"{name}: no forced row level security" for name in walled - forced]
    before = {tuple(row) for row in connection.execute(sa.text(POLICIES))}
    for name in walled:
        stand = {policy: command for table, policy, _p, _r, command, *_q in before if table == name}
        if stand != COMMANDS:
            found.append(f"{name}: has the policies {sorted(stand)}")
    found += [
        f"{row[0]}: {row[1]} is not open to all roles" for row in before if row[3] != "{public}"
    ]
    found += [f"{row[0]}: {row[1]} takes from others" for row in before if row[2] != "PERMISSIVE"]
    policies.raise_walls(connection)
    after = {tuple(row) for row in connection.execute(sa.text(POLICIES))}
    return sorted([*found, *(f"{row[0]}: {row[1]} says something else" for row in before - after)])


def test_every_table_behind_the_wall_has_its_policies(owner):
    assert len(kinds.MODELS) > 20
    assert faults(owner) == []


def test_a_table_without_its_policies_is_caught(owner, toy):
    owner.exec_driver_sql("CREATE TABLE toy_behind_the_wall (id int, unit_id int, unit_path text)")
    assert faults(owner) == [
        "toy_behind_the_wall: has the policies []",
        "toy_behind_the_wall: no forced row level security",
    ]
    assert faults(owner) == [], "raising the walls again takes the new table in"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("DROP POLICY reading ON notice", "notice: has the policies"),
        ("ALTER TABLE notice NO FORCE ROW LEVEL SECURITY", "notice: no forced"),
        ("ALTER POLICY removing ON notice USING (true)", "notice: removing says something else"),
        ("CREATE POLICY more ON notice USING (true)", "notice: has the policies"),
        ("ALTER POLICY reading ON notice TO postgres", "notice: reading is not open to all roles"),
    ],
)
def test_a_wrong_wall_is_caught(owner, change, fault):
    owner.exec_driver_sql(change)
    assert any(line.startswith(fault) for line in faults(owner))
    assert faults(owner) == []


def test_what_is_seen_from_below_is_written_inside_only(owner):
    rows = {(row[0], row[1]): row for row in owner.execute(sa.text(POLICIES))}
    assert "ancestors" in rows["stage", "reading"].qual
    for policy in ("adding", "changing", "removing"):
        row = rows["stage", policy]
        assert "ancestors" not in f"{row.qual} {row.with_check}"
    assert "ancestors" not in rows["notice", "reading"].qual
    assert "identity" in rows["unit", "reading"].qual
    assert "identity" not in rows["unit", "changing"].qual
    assert "identity" in rows["membership", "adding"].with_check


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("0001.", []),
        ("0001.000A.", ["0001."]),
        ("0001.000A.0B00.", ["0001.", "0001.000A."]),
        ("", []),
        (None, None),
    ],
)
def test_ancestors_are_the_paths_above(owner, path, above):
    found = owner.scalar(sa.text("SELECT ancestors(:path)"), {"path": path})
    assert found == (above or [])


@pytest.mark.parametrize("scope", [IDENTITY, Scope("0001.")], ids=["identity", "unit"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (f"ALTER ROLE {SERVING} BYPASSRLS", "row level security does not bind: sangkien"),
        (f"ALTER TABLE notice OWNER TO {SERVING}", "owns notice"),
        (f"GRANT TRUNCATE ON notice TO {SERVING}", "may TRUNCATE notice"),
        (f"GRANT postgres TO {SERVING}", "does not bind: postgres"),
        ("ALTER TABLE notice NO FORCE ROW LEVEL SECURITY", "flask db upgrade"),
        ("GRANT EXECUTE ON FUNCTION set_config TO PUBLIC", "may call set_config"),
    ],
)
def test_it_does_not_serve_as_a_role_that_can_look_past(app_here, owner, change, words, scope):
    owner.exec_driver_sql(change)
    try:
        with ScopedSession(db) as session:
            session.enter(scope)
            with pytest.raises(RoleUnbound, match=words):
                session.execute(sa.select(Unit.id))
    finally:  # roles are the cluster's
        owner.exec_driver_sql(f"ALTER ROLE {SERVING} NOBYPASSRLS")
        owner.exec_driver_sql(f"REVOKE postgres FROM {SERVING}")


@pytest.fixture
def unbound(app_here) -> dict[str, Any]:
    """Settings of an application that would serve as the owner."""
    return {
        "SECRET_KEY": "a key for tests only",
        "INSTANCE": app_here.config["INSTANCE"],
        "SQLALCHEMY_DATABASE_URI": app_here.config["DATABASE_OWNER_URI"],
    }


def test_a_server_does_not_start_as_the_owner(unbound):
    with pytest.raises(RoleUnbound, match=r"postgres.*docs/operating\.md"):
        create_app(**unbound)


def test_a_server_starts_as_the_role_that_is_bound(unbound, store):
    create_app(**{**unbound, "SQLALCHEMY_DATABASE_URI": store.address("roles")})


def test_a_server_does_not_wait_for_its_database(unbound):
    nobody = "postgresql+psycopg://sangkien@127.0.0.1:9/x"
    create_app(**{**unbound, "SQLALCHEMY_DATABASE_URI": nobody})


def test_commands_may_be_the_owners(unbound, monkeypatch):
    monkeypatch.setenv("FLASK_RUN_FROM_CLI", "true")
    with create_app(**unbound).app_context():
        upgrade()
        with jobs.reading("a look by the owner") as session:
            assert session.scalar(sa.select(sa.func.count(Unit.id)))
        db.engine.dispose()


def test_the_clock_sees_the_newest_line(app_here):
    clock.restart()
    with jobs.reading("the time") as session:
        assert clock.is_practice()
        assert session.scalar(sa.text("select max(at) from journal_line")) <= clock.now()


def test_the_way_back_and_up_again(app_here, owner):
    downgrade(revision="0001")
    assert owner.scalars(sa.text(FORCED)).all() == []
    upgrade()
    assert faults(owner) == []


@pytest.mark.parametrize("may", ["BYPASSRLS", "NOBYPASSRLS"])
def test_a_unit_moves_with_its_rows_whatever_the_owner_may(house, make_app, store, may):
    """Cascades run as the tables' owner, whom PostgreSQL then spares forced policies."""
    address = db.engine.url.set(username="postgres")
    options = {"wall": "a test", "isolation_level": "AUTOCOMMIT"}
    engine = sa.create_engine(address, poolclass=sa.NullPool).execution_options(**options)
    with engine.connect() as owner:
        owner.exec_driver_sql("DROP ROLE IF EXISTS plain_owner")
        owner.exec_driver_sql(f"CREATE ROLE plain_owner {may}")
        owner.exec_driver_sql("GRANT CREATE ON SCHEMA public TO plain_owner")
        for table in sa.inspect(owner).get_table_names():
            owner.exec_driver_sql(f'ALTER TABLE "{table}" OWNER TO plain_owner')
        old, new = house.path[MINE], house.path[SIBLING] + "0009."
        before = rows_at(old)
        with session_in(house.path[ABOVE]) as session:
            session.relocate(old, new)
            session.commit()
        assert rows_at(new) == before
        assert before["unit"] == 3
        owner.exec_driver_sql("REASSIGN OWNED BY plain_owner TO postgres")
        owner.exec_driver_sql("DROP OWNED BY plain_owner")
        owner.exec_driver_sql("DROP ROLE plain_owner")
