"""Many rows at once on PostgreSQL: one statement with an array for each column.

Row by row, half of the time of a long insert goes into parameters and answers (decision 25 has the
figures). SQLAlchemy writes
`INSERT INTO t (a, b) VALUES (%(a)s::INTEGER, %(b)s)`; what goes to the server instead is
`INSERT INTO t (a, b) SELECT * FROM unnest(%(a)s::INTEGER[], %(b)s::BOOLEAN[])`. Both walls stand as
before: the first has seen the rows, the second looks at each.
"""

import re
from typing import Any

from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

INSERT = re.compile(
    r"INSERT INTO (?P<table>\w+) \((?P<columns>[\w, ]+)\) VALUES \((?P<values>.*)\)"
    r"(?P<rest> ON CONFLICT DO NOTHING)?"
)
VALUE = re.compile(r"%\((\w+)\)s(?:::[A-Z ]+?)?(?: COLLATE \"C\")?(?:, |$)")


@event.listens_for(PGDialect_psycopg, "do_executemany")
def _in_columns(cursor: Any, statement: str, rows: Any, context: Any) -> bool | None:
    """Take the place of `executemany` where the statement is a plain insert of many rows."""
    found = INSERT.fullmatch(statement)
    if not found or VALUE.sub("", found["values"]):
        return None  # something beside parameters: left as it is
    names = VALUE.findall(found["values"])
    table = context.compiled.statement.table
    types = [
        table.c[column].type.compile(context.dialect).split(" COLLATE ")[0]
        for column in found["columns"].split(", ")
    ]
    arrays = ", ".join(f"%({n})s::{type_}[]" for n, type_ in zip(names, types, strict=True))
    cursor.execute(
        f"INSERT INTO {found['table']} ({found['columns']})"
        f" SELECT * FROM unnest({arrays}){found['rest'] or ''}",
        {name: [row[name] for row in rows] for name in names},
    )
    return True
