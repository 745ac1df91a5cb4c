"""Wall 1: every statement of a session is narrowed to its scope, or refused.

ORM statements are narrowed as they pass (`_narrow`) and marked; rows are checked as they arrive
and as they are written; whatever SQL then still names a tenant table unmarked is refused
(`_guard`): text, Core tables, bare connections, sessions without a scope.
"""

import weakref
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.engine import Connection, Engine

from app.tenancy import role, statements
from app.tenancy.kinds import Identity, TenantRow, path_of
from app.tenancy.scope import IDENTITY, Doorway, Everything, Scope, ScopeViolation
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
            statements.check_insert(session, state, scope)
        elif not state.is_column_load:  # a refresh by key is checked on arrival
            if state.is_update or state.is_delete:
                statements.check_bulk(state)
            if not state.is_relationship_load:
                statements.check_parts(state.statement)
            given = state.statement._with_options  # a lazy load brings those of its parent
            target = statements.target_of(state)
            wanted = (*statements.narrowing(session, scope), *statements.inside(scope, target))
            state.statement = state.statement.options(*(o for o in wanted if o not in given))
    state.update_execution_options(walled=True)


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
    touched = list(session.dirty)  # asked once: the session looks through all it knows for it
    changed = [row for row in touched if session.is_modified(row, include_collections=False)]
    for row in (*session.new, *changed, *session.deleted):
        for value in sa.inspect(row).dict.values():
            if isinstance(value, sa.ClauseElement):
                statements.check_reads_nothing(value)
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
    if not transaction.nested:
        role.declare(connection, session.scope)


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
    accounts, shared, tenant = statements.walled_tables()
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
    if isinstance(scope, Doorway) and not statements.is_open(scope.opening, sql):
        raise ScopeViolation(f"not through this door: {sql[:120]}")
