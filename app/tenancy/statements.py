"""What wall 1 does with a statement: the criteria that narrow it, the parts that are refused."""

import re
from collections.abc import Iterator
from copy import copy
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.visitors import HasTraverseInternals

from app.tenancy.kinds import MODELS, Identity, Own, SeenFromBelow, TenantRow
from app.tenancy.scope import Doorway, Opening, Scope, ScopeViolation
from app.tenancy.session import ScopedSession


def target_of(state: orm.ORMExecuteState) -> type | None:
    if state.is_update or state.is_delete:
        return state.bind_mapper.class_ if state.bind_mapper else None
    return None


def narrowing(session: ScopedSession, scope: Scope) -> tuple[Any, ...]:
    """The narrowing of every statement of a session, made once."""
    if session.narrowing is None:
        session.narrowing = tuple(criteria(scope))
    return session.narrowing


def criteria(scope: Scope) -> Iterator[Any]:
    """The narrowing of what is read. It propagates, or joined loads would go without it."""
    low, high = scope.bounds
    above = scope.ancestors
    yield orm.with_loader_criteria(
        Own,
        lambda cls: sa.and_(cls.unit_path >= low, cls.unit_path < high),
        include_aliases=True,
    )
    yield orm.with_loader_criteria(
        SeenFromBelow,
        lambda cls: sa.or_(
            sa.and_(cls.unit_path >= low, cls.unit_path < high), cls.unit_path.in_(above)
        ),
        include_aliases=True,
    )
    if isinstance(scope, Doorway) and scope.opening.only:
        yield _only(*scope.opening.only)


def _only(table: str, column: str, value: str | int) -> Any:
    """The one row of a table that a door opens for."""
    model = next(model for model in MODELS if model.__tablename__ == table)
    return orm.with_loader_criteria(model, getattr(model, column) == value, include_aliases=True)


WRITTEN = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


def is_open(opening: Opening, sql: str) -> bool:
    """Whether a door is open for every table that stands in the SQL."""
    named = {
        found[0].lower()
        for tables in walled_tables()
        for found in tables.finditer(sql)
        if sql[found.start() - 1] != "."  # a column may be called as a table is
    }
    written = WRITTEN.match(sql)
    if written is None:
        return named <= opening.reads
    if written[1].lower() not in opening.writes and written[1].lower() in named:
        return False
    return named <= opening.reads | opening.writes


def inside(scope: Scope, target: type | None) -> Iterator[Any]:
    """The table an update or delete writes is held inside, though it may be read from below."""
    low, high = scope.bounds
    if target is not None and issubclass(target, SeenFromBelow):
        yield orm.with_loader_criteria(
            target, lambda cls: sa.and_(cls.unit_path >= low, cls.unit_path < high)
        )


def check_parts(statement: Any) -> None:
    """Refuse text, tables without a model and changes inside a statement: nothing narrows them."""
    modelled, bare = set(), set()
    waiting, seen = list(_parts(statement)), {statement}
    while waiting:
        part = waiting.pop()
        if part in seen:
            continue
        seen.add(part)
        entity = part._annotations.get("parententity")
        if isinstance(part, UpdateBase):
            raise ScopeViolation("a change inside a statement")
        if isinstance(part, sa.Select):
            check_parts(part)
        elif entity is not None and isinstance(part, sa.FromClause | sa.ColumnClause):
            modelled.add(entity.local_table if entity.is_mapper else entity.selectable)
        elif isinstance(part, sa.ColumnClause) and part.table is not None:
            if isinstance(part.table, sa.TableClause):
                bare.add(part.table)
            else:
                waiting.append(part.table)
        else:
            _check_sql(part)
            waiting += _parts(part)
    for table in bare - modelled:
        _check_sql(table)
    if isinstance(statement, UpdateBase) and len(modelled) > 1:
        raise ScopeViolation("a change that reads another table")


def _check_sql(part: Any) -> None:
    if any(tables.search(_own_sql(part)) for tables in walled_tables()):
        raise ScopeViolation(f"no model inside a statement: {part}")


def _parts(part: Any) -> Any:
    """What a part of a statement is made of, without what SQLAlchemy concludes from it."""
    return HasTraverseInternals.get_children(part)


def _own_sql(part: Any) -> str:
    """The SQL of a part that comes from no model; "" of all others."""
    if isinstance(part, sa.TextClause):
        return part.text
    if isinstance(part, sa.ColumnClause) and part.is_literal:
        return part.name
    return part.name if isinstance(part, sa.TableClause) else ""


def check_reads_nothing(statement: Any) -> None:
    """What is written as it stands must not hold a query, which nothing would narrow."""
    waiting = [statement]
    while waiting:
        part = waiting.pop()
        if isinstance(part, sa.SelectBase | sa.TextClause) or getattr(part, "is_literal", False):
            raise ScopeViolation("a query among the values of a row")
        waiting += _parts(part)


def check_insert(session: ScopedSession, state: orm.ORMExecuteState, scope: Scope) -> None:
    """An insert names its rows' paths as parameters, each inside the scope, and reads nothing."""
    check_reads_nothing(state.statement)
    model = state.bind_mapper.class_ if state.bind_mapper else None
    if model is None or not issubclass(model, TenantRow):
        return
    given: Any = state.parameters
    rows = given if isinstance(given, list) else [given]
    for path in {(row or {}).get("unit_path") for row in rows}:
        session.must_hold(path, "insert")
    _narrow_conflict(state, model, scope)


def _narrow_conflict(state: orm.ORMExecuteState, model: Any, scope: Scope) -> None:
    """What is updated instead of inserted lies inside, and stays where it is."""
    statement: Any = state.statement
    conflict = statement._post_values_clause
    if not hasattr(conflict, "update_values_to_set"):
        return
    _check_stays(conflict.update_values_to_set)
    low, high = scope.bounds
    held = sa.and_(model.unit_path >= low, model.unit_path < high)
    given = conflict.update_whereclause
    conflict = copy(conflict)
    conflict.update_whereclause = held if given is None else sa.and_(given, held)
    state.statement = statement._clone()
    state.statement._post_values_clause = conflict  # type: ignore[attr-defined]


def check_bulk(state: orm.ORMExecuteState) -> None:
    if state.parameters:
        raise ScopeViolation("bulk change by key")
    _check_stays(getattr(state.statement, "_values", None) or {})


def _check_stays(values: Any) -> None:
    if {getattr(column, "key", column) for column in values} & {"unit_id", "unit_path", "path"}:
        raise ScopeViolation("a bulk change moves no rows")


@cache
def walled_tables() -> tuple[re.Pattern[str], ...]:
    """Tables of accounts, tables of units shared with the identity door, other tables of units."""
    accounts, shared, tenant = list[str](), list[str](), list[str]()
    for model in MODELS:
        if issubclass(model, Identity):
            accounts.append(model.__tablename__)
        else:
            (shared if model.__identity__ else tenant).append(model.__tablename__)
    return tuple(
        re.compile(r"\b(?:" + "|".join(sorted(names)) + r")\b", re.IGNORECASE)
        if names
        else re.compile(r"(?!)")
        for names in (accounts, shared, tenant)
    )
