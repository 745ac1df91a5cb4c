"""Wall 2, PostgreSQL: what each kind of table lets through, as DDL made from `kinds.MODELS`.

Policies are derived, as an index is: every `flask db upgrade` ends by building them anew
(`raise_walls`, called by migrations/env.py), so that no migration can forget a new table. On
SQLite there is nothing of this; wall 1 stands there alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.tenancy.kinds import MODELS, Identity, SeenFromBelow

# The setting must stand bare: within a sub-select the planner cannot see what it is worth.
SETTING = "current_setting('app.scope', true)"
EVERYTHING, DOOR = "everything", "identity"  # in small letters: no path is one of them

# The paths above one, from the root down, by cutting off serials of five characters.
ANCESTORS = """
CREATE OR REPLACE FUNCTION ancestors(path text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT left(path, stop) FROM generate_series(5, length(path) - 5, 5) AS stop)
"""

# What a serving role needs of these tables, where that is less than reading and writing rows.
RIGHTS = {
    "alembic_version": {"SELECT"},
    "journal_line": {"SELECT", "INSERT"},  # it moves with its unit by cascade, as the owner
    "seal": {"SELECT", "INSERT"},
    "practice": {"SELECT", "INSERT", "DELETE"},
}
ROWS = {"SELECT", "INSERT", "UPDATE", "DELETE"}


def raise_walls(connection: Connection) -> None:
    """Give every table of the registry that is there its policies, and roles no more than rows."""
    there = set(sa.inspect(connection).get_table_names())
    connection.exec_driver_sql(ANCESTORS)
    for model in MODELS:
        if model.__tablename__ in there:
            for statement in wall_of(model):
                connection.exec_driver_sql(statement)
            for name in standing(connection, model.__tablename__) - policies(model).keys():
                connection.exec_driver_sql(f'DROP POLICY "{name}" ON "{model.__tablename__}"')
    for table in there:
        for statement in list(_needless(connection, table)):
            connection.exec_driver_sql(statement)


def take_walls_down(connection: Connection) -> None:
    """The way back, and before a change of a column that policies speak of.

    Rights that were taken from roles are not given again.
    """
    for table in sa.inspect(connection).get_table_names():
        for name in standing(connection, table):
            connection.exec_driver_sql(f'DROP POLICY "{name}" ON "{table}"')
        for off in ("NO FORCE", "DISABLE"):
            connection.exec_driver_sql(f'ALTER TABLE "{table}" {off} ROW LEVEL SECURITY')
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS ancestors(text)")


def are_raised(connection: Connection) -> bool:
    """Whether this database has come as far as the migration that raises the walls."""
    return connection.dialect.name == "postgresql" and bool(
        connection.exec_driver_sql("SELECT to_regproc('ancestors') IS NOT NULL").scalar()
    )


def standing(connection: Connection, table: str) -> set[str]:
    """The names of the policies that a table has."""
    names = sa.text("SELECT polname FROM pg_policy WHERE polrelid = to_regclass(quote_ident(:t))")
    return set(connection.scalars(names, {"t": table}))


def _needless(connection: Connection, table: str) -> Iterator[str]:
    """What takes from roles that do not own a table the rights they have no need of."""
    granted = sa.text(
        "SELECT DISTINCT coalesce(quote_ident(rolname), 'PUBLIC'), privilege_type"
        " FROM pg_class, aclexplode(relacl) AS given LEFT JOIN pg_roles r ON r.oid = given.grantee"
        " WHERE pg_class.oid = to_regclass(quote_ident(:t)) AND given.grantee <> relowner"
    )
    for role, right in connection.execute(granted, {"t": table}):
        if right not in RIGHTS.get(table, ROWS):
            yield f'REVOKE {right} ON "{table}" FROM {role}'


def wall_of(model: Any) -> Iterator[str]:
    """The DDL for the table of a model; saying it again changes nothing."""
    table = f'"{model.__tablename__}"'
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    for name, policy in policies(model).items():
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield f"CREATE POLICY {name} ON {table} {policy}"


def policies(model: Any) -> Mapping[str, str]:
    """The four policies of a table: what may be read, and what may be written."""
    read, write = _read_and_write(model)
    return {
        "reading": f"FOR SELECT USING ({read})",
        "adding": f"FOR INSERT WITH CHECK ({write})",
        "changing": f"FOR UPDATE USING ({write}) WITH CHECK ({write})",
        "removing": f"FOR DELETE USING ({write})",
    }


def _read_and_write(model: Any) -> tuple[str, str]:
    if issubclass(model, Identity):
        known = f"{SETTING} IN ('{DOOR}', '{EVERYTHING}')"
        return known, known
    path = "path" if "path" in model.__table__.c else "unit_path"
    inside, at_the_door = _inside(path, EVERYTHING), _inside(path, EVERYTHING, DOOR)
    if issubclass(model, SeenFromBelow):
        read = at_the_door if model.__identity__ else inside
        return f"{read} OR {path} = ANY (ancestors({SETTING}))", inside
    held = at_the_door if model.__identity__ else inside
    return held, held


def _inside(path: str, *unbounded: str) -> str:
    """A row in the scope's range; for settings that are no path, in the range of all paths.

    All there is must be a range too: with an OR no index on paths would serve. Without a setting
    the bounds are NULL, and "" .. "/" holds no path: neither gives rows.
    """
    words = ", ".join(f"'{word}'" for word in unbounded)
    low = f"CASE WHEN {SETTING} IN ({words}) THEN '' ELSE {SETTING} END"
    high = f"CASE WHEN {SETTING} IN ({words}) THEN '~' ELSE left({SETTING}, -1) || '/' END"
    return f"{path} >= {low} AND {path} < {high}"
