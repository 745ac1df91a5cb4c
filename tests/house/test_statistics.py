"""The embedded database is told how its rows are spread."""

import sqlalchemy as sa

from app.db import db, take_stock
from tests.conftest import ON_POSTGRESQL


def test_indexes_of_what_has_rows_are_looked_at(app):
    with app.app_context():
        take_stock()
        with db.engine.connect().execution_options(wall="a look") as connection:
            has = sa.inspect(connection).has_table("sqlite_stat1")
            assert has is not ON_POSTGRESQL
            if has:
                known = connection.exec_driver_sql("SELECT DISTINCT tbl FROM sqlite_stat1")
                assert {"unit", "membership"} <= {name for (name,) in known}
