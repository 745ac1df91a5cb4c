"""How migrations run: on the application's engine, outside the wall, in one transaction.

On SQLite foreign keys are off while tables are rebuilt (with them on, a batch migration empties
children that cascade) and all of them are checked before the commit.

On PostgreSQL every run ends by building wall 2 anew (app/tenancy/policies.py). The role that
migrates owns the tables: `DATABASE_OWNER_URI`, where an application has one, else its own.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app

from app.db import UtcDateTime, db, owner_engine
from app.tenancy import policies


def render_item(kind: str, item: Any, autogen: Any) -> Any:
    """Write our column types as plain ones, so that migrations never import the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate() -> None:
    options = current_app.extensions["migrate"].configure_args
    engine = owner_engine(current_app)
    with engine.connect().execution_options(wall="migration", writing=True) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                render_item=render_item,
                **options,
            )
            with context.begin_transaction():
                context.run_migrations()
                if policies.are_raised(connection):
                    policies.raise_walls(connection)
            if sqlite:
                broken = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"foreign keys broken by the migration: {broken[:5]}")
        if sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


migrate()
