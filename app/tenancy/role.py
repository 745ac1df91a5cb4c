"""Wall 2, PostgreSQL: telling each transaction its scope, as a role that cannot look past it.

`SET LOCAL` and not `set_config()`: the function could be called within an injected expression,
so roles that serve must not have it (docs/decisions/007), a statement of its own cannot.
"""

from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from app.tenancy.kinds import MODELS
from app.tenancy.policies import DOOR, EVERYTHING
from app.tenancy.scope import AnyScope, Everything, IdentityDoor, Scope

CAN = {  # what a serving role must not be able to do, and how to find it
    "is, or may become, one that row level security does not bind:": """
        SELECT rolname FROM pg_roles
        WHERE (rolsuper OR rolbypassrls) AND pg_has_role(session_user, oid, 'MEMBER')""",
    "owns": """
        SELECT relname FROM tables WHERE pg_has_role(session_user, relowner, 'MEMBER')""",
    "may TRUNCATE": """
        SELECT relname FROM tables WHERE has_table_privilege(session_user, oid, 'TRUNCATE')""",
    "finds no forced row level security (run `flask db upgrade`) on": """
        SELECT relname FROM tables
        WHERE relname = ANY (:walled) AND NOT (relrowsecurity AND relforcerowsecurity)""",
    "may call": """
        SELECT proname FROM pg_proc
        WHERE oid = 'pg_catalog.set_config(text, text, boolean)'::regprocedure
        AND has_function_privilege(session_user, oid, 'EXECUTE')""",
}
CHECK = sa.text(
    "WITH tables AS (SELECT * FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace) "
    + " UNION ALL ".join(
        f"(SELECT {number}, array_agg(name ORDER BY name) FROM ({query}) AS found (name))"
        for number, query in enumerate(CAN.values())
    )
)


class RoleUnbound(RuntimeError):
    """The application was to serve as a role that can go around row level security."""


def declare(connection: Connection, scope: AnyScope | None) -> None:
    """Tell the running transaction its scope; it is forgotten with the transaction's end."""
    if connection.dialect.name != "postgresql" or scope is None:
        return
    match scope:
        case Scope():
            word = scope.path  # digits, capitals and dots, or it were no scope
        case Everything():
            word = EVERYTHING
        case IdentityDoor():
            word = DOOR
    if not isinstance(scope, Everything) and "bound" not in connection.info:
        check(connection)
        connection.info["bound"] = True
    connection.exec_driver_sql(f"SET LOCAL app.scope = '{word}'")


def check_at_start(engine: Engine) -> None:
    """The same before anything is served. A database that is not up yet is asked at first use."""
    if engine.dialect.name != "postgresql":
        return
    try:
        with suppress(sa.exc.OperationalError), engine.connect() as connection:
            check(connection)
    finally:
        engine.dispose()  # a server may fork after this


def check(connection: Connection) -> None:
    """Refuse to serve as a role that could bypass wall 2.

    :raises RoleUnbound: with what the role can do, and where it is said what to do
    """
    walled = [model.__tablename__ for model in MODELS]
    rows = connection.execute(CHECK, {"walled": walled}).all()
    found = [f"{list(CAN)[number]} {', '.join(names[:3])}" for number, names in rows if names]
    if found:
        raise RoleUnbound(
            f"The role of SANGKIEN_DATABASE {'; '.join(found)}. Serve as the role `sangkien`"
            " that docs/operating.md makes under “Database”; migrate as its owner."
        )


@event.listens_for(Engine, "begin")
def _beyond_the_wall(connection: Connection) -> None:
    """What says that wall 1 is not for it (migrations, the clock) is let past wall 2 as well."""
    if "wall" in connection.get_execution_options():
        declare(connection, Everything("outside wall 1"))
