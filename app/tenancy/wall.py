"""Wall 1: every statement of a session is narrowed to its scope, or refused.

ORM statements are narrowed as they pass (`_narrow`) and marked; rows are checked as they arrive
and as they are written; whatever SQL then still names a tenant table unmarked is refused
(`_guard`): text, Core tables, bare connections, sessions without a scope.
"""

import re
import weakref
from collections.abc import Iterator
from copy import copy
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.visitors import HasTraverseInternals

from app.tenancy.kinds import Identity, Own, SeenFromBelow, TenantRow, path_of
from app.tenancy.scope import IDENTITY, Everything, Scope, ScopeViolation
from app.tenancy.session import ScopedSession


@event.listens_for(ScopedSession, "do_orm_execute")
def _narrow(state: orm.ORMExecuteState) -> None:
    """Narrow every ORM statement. What is not one stays unmarked, and `_guard` refuses it."""
    session: ScopedSession = state.session  # type: ignore[assignment]
    scope = session.scope
    if not state.is_orm_statement or scope is None:
        return
    if isinstance(scope, Scope):
        if isinstance(state.statement, orm.FromStatement):
            return
        if state.is_insert:
            _check_insert(session, state, scope)
        elif not state.is_column_load:  # a refresh by key is checked on arrival
            if state.is_update or state.is_delete:
                _check_bulk(state)
            if not state.is_relationship_load:
                _check_parts(state.statement)
            given = state.statement._with_options  # a lazy load brings those of its parent
            wanted = (*_narrowing(session, scope), *_inside(scope, _target(state)))
            state.statement = state.statement.options(*(o for o in wanted if o not in given))
    state.update_execution_options(walled=True)


def _target(state: orm.ORMExecuteState) -> type | None:
    if state.is_update or state.is_delete:
        return state.bind_mapper.class_ if state.bind_mapper else None
    return None


def _narrowing(session: ScopedSession, scope: Scope) -> tuple[Any, ...]:
    """The narrowing of every statement of a session, made once."""
    if session.narrowing is None:
        session.narrowing = tuple(_criteria(scope))
    return session.narrowing


def _criteria(scope: Scope) -> Iterator[Any]:
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


def _inside(scope: Scope, target: type | None) -> Iterator[Any]:
    """The table an update or delete writes is held inside, though it may be read from below."""
    low, high = scope.bounds
    if target is not None and issubclass(target, SeenFromBelow):
        yield orm.with_loader_criteria(
            target, lambda cls: sa.and_(cls.unit_path >= low, cls.unit_path < high)
        )


def _check_parts(statement: Any) -> None:
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
            _check_parts(part)
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
    if any(tables.search(_own_sql(part)) for tables in _tables()):
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


def _check_reads_nothing(statement: Any) -> None:
    """What is written as it stands must not hold a query, which nothing would narrow."""
    waiting = [statement]
    while waiting:
        part = waiting.pop()
        if isinstance(part, sa.SelectBase | sa.TextClause) or getattr(part, "is_literal", False):
            raise ScopeViolation("a query among the values of a row")
        waiting += _parts(part)


def _check_insert(session: ScopedSession, state: orm.ORMExecuteState, scope: Scope) -> None:
    """An insert names its rows' paths as parameters, each inside the scope, and reads nothing."""
    _check_reads_nothing(state.statement)
    model = state.bind_mapper.class_ if state.bind_mapper else None
    if model is None or not issubclass(model, TenantRow):
        return
    given: Any = state.parameters
    rows = given if isinstance(given, list) else [given]
    for row in rows:
        session.must_hold((row or {}).get("unit_path"), "insert")
    _narrow_conflict(state, model, scope)


def _narrow_conflict(state: orm.ORMExecuteState, model: Any, scope: Scope) -> None:
    """What is updated instead of inserted lies inside, and stays where it is."""
    statement: Any = state.statement
    conflict = statement._post_values_clause
    if not hasattr(conflict, "update_values_to_set"):
        return
    _check_stays(conflict.update_values_to_set)
    low, high = scope.bounds
    inside = sa.and_(model.unit_path >= low, model.unit_path < high)
    given = conflict.update_whereclause
    conflict = copy(conflict)
    conflict.update_whereclause = inside if given is None else sa.and_(given, inside)
    state.statement = statement._clone()
    state.statement._post_values_clause = conflict  # type: ignore[attr-defined]


def _check_bulk(state: orm.ORMExecuteState) -> None:
    if state.parameters:
        raise ScopeViolation("bulk change by key")
    _check_stays(getattr(state.statement, "_values", None) or {})


def _check_stays(values: Any) -> None:
    if {getattr(column, "key", column) for column in values} & {"unit_id", "unit_path", "path"}:
        raise ScopeViolation("a bulk change moves no rows")


@event.listens_for(TenantRow, "load", propagate=True)
@event.listens_for(TenantRow, "refresh", propagate=True)
def _arrived(row: Any, context: Any, *args: Any) -> None:
    session = orm.object_session(row)
    path = path_of(row)
    if isinstance(session, ScopedSession) and path is not None:
        session.must_read(row, path)


@event.listens_for(ScopedSession, "after_attach")
def _attached(session: ScopedSession, row: Any) -> None:
    """A row that comes from another session's scope is checked at the door."""
    if isinstance(row, TenantRow) and sa.inspect(row).key is not None:
        session.must_read(row, path_of(row))


@event.listens_for(ScopedSession, "before_flush")
def _check_flush(session: ScopedSession, context: Any, instances: Any) -> None:
    if not isinstance(session.scope, Everything):
        _check_rows(session)
    session.flushing = True


def _check_rows(session: ScopedSession) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if row in session.dirty and not session.is_modified(row, include_collections=False):
            continue
        for value in sa.inspect(row).dict.values():
            if isinstance(value, sa.ClauseElement):
                _check_reads_nothing(value)
        if isinstance(row, Identity) or getattr(row, "__identity__", False):
            if session.scope is IDENTITY:
                continue
            if isinstance(row, Identity):
                raise ScopeViolation(f"{type(row).__name__} is written at the identity door")
        if isinstance(row, TenantRow):
            state = sa.inspect(row)
            key = "unit_path" if "unit_path" in state.mapper.columns else "path"
            history = state.attrs[key].history
            for path in {*history.added, *history.deleted, *history.unchanged} or {None}:
                session.must_hold(path, f"write of {type(row).__name__}")


@event.listens_for(ScopedSession, "after_flush")
def _flushed(session: ScopedSession, context: Any) -> None:
    session.flushing = False


@event.listens_for(ScopedSession, "after_soft_rollback")
def _rolled_back(session: ScopedSession, transaction: Any) -> None:
    session.flushing = False


@event.listens_for(ScopedSession, "after_begin")
def _bind(session: ScopedSession, transaction: Any, connection: Connection) -> None:
    connection.info["session"] = weakref.ref(session)


@event.listens_for(Engine, "checkin")
def _unbind(connection: Any, record: Any) -> None:
    record.info.pop("session", None)


@event.listens_for(Engine, "before_cursor_execute")
def _guard(
    connection: Connection, cursor: Any, sql: str, params: Any, context: Any, many: bool
) -> None:
    """Refuse SQL on tables behind the wall that no rule above has seen."""
    options = context.execution_options if context is not None else {}
    if "wall" in options:  # migrations, the clock and tests say so at the connection
        return
    reference = connection.info.get("session")
    session = reference() if reference else None
    scope = session.scope if session is not None else None
    if isinstance(scope, Everything):
        return
    accounts, shared, tenant = _tables()
    seen = options.get("walled") or (session is not None and session.flushing)
    if scope is IDENTITY:
        allowed = not tenant.search(sql)
    elif scope is None:
        allowed = not any(tables.search(sql) for tables in (accounts, shared, tenant))
    else:
        allowed = not accounts.search(sql) and bool(
            seen or not (tenant.search(sql) or shared.search(sql))
        )
    if not allowed:
        raise ScopeViolation(f"not narrowed: {sql[:120]}")


@cache
def _tables() -> tuple[re.Pattern[str], ...]:
    """Tables of accounts, tables of units shared with the identity door, other tables of units."""
    from app.db import Base

    accounts, shared, tenant = list[str](), list[str](), list[str]()
    for mapper in Base.registry.mappers:
        name = mapper.local_table.name  # type: ignore[attr-defined]
        if issubclass(mapper.class_, Identity):
            accounts.append(name)
        elif issubclass(mapper.class_, TenantRow):
            (shared if mapper.class_.__identity__ else tenant).append(name)
    return tuple(
        re.compile(r"\b(?:" + "|".join(sorted(names)) + r")\b", re.IGNORECASE)
        if names
        else re.compile(r"(?!)")
        for names in (accounts, shared, tenant)
    )
