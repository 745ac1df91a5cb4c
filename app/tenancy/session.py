"""The session with one scope, set once."""

from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.session import Session

from app.tenancy import role
from app.tenancy.kinds import SeenFromBelow, TenantRow
from app.tenancy.scope import (
    AnyScope,
    Doorway,
    Everything,
    IdentityDoor,
    Scope,
    ScopeViolation,
)


class ScopedSession(Session):
    """A session with one scope, set once."""

    _scope: AnyScope | None = None
    flushing = False  # the unit of work is writing rows that `wall` has checked
    narrowing: tuple[Any, ...] | None = None  # `wall`'s criteria of this scope

    @property
    def scope(self) -> AnyScope | None:
        return self._scope

    def enter(self, scope: AnyScope) -> None:
        """Set the scope. A second setting raises, even to the same one."""
        if self._scope is not None:
            raise ScopeViolation("the scope of a session is set once")
        self._scope = scope
        if self.in_transaction():  # begun before, when there was no scope to tell
            role.declare(self.connection(), scope)

    def relocate(self, old: str, new: str) -> None:
        """Put the subtree at path `old` to path `new`; every tenant row follows by cascade."""
        for path in (old, new):
            self.must_hold(path, "relocate")
        low, high = Scope(old).bounds
        tree = sa.table("unit", sa.column("path", sa.String))
        self.flush()
        self.connection().execute(
            sa.update(tree)
            .where(tree.c.path >= low, tree.c.path < high)
            .values(path=sa.literal(new) + sa.func.substr(tree.c.path, len(old) + 1)),
            execution_options={"walled": True},
        )
        self.expire_all()

    def must_hold(self, path: str | None, what: str) -> None:
        """Refuse a write at `path` outside the scope."""
        held = isinstance(self._scope, Everything) or (
            isinstance(self._scope, Scope) and self._scope.holds(path)
        )
        if not held:
            raise ScopeViolation(f"{what} outside the scope")

    def must_read(self, row: TenantRow, path: str | None) -> None:
        """Refuse a row that the scope may not read."""
        match self._scope:
            case Everything():
                return
            case IdentityDoor() if row.__identity__:
                return
            case Doorway() as doorway if _is_another(row, doorway.opening.only):
                pass
            case Scope() as scope if scope.holds(path):
                return
            case Scope() as scope if isinstance(row, SeenFromBelow) and path in scope.ancestors:
                return
        raise ScopeViolation(f"{type(row).__name__} outside the scope")


def _is_another(row: TenantRow, only: tuple[str, str, str | int] | None) -> bool:
    """Whether a door opens for one row of that table, and this is not the one."""
    if only is None:
        return False
    table, column, value = only
    return row.__tablename__ == table and row.__dict__.get(column, value) != value  # type: ignore[attr-defined]
