"""Who may see which row. Scoping lives here and nowhere else.

* `scope`       a unit's subtree as a range of paths, and the two scopes that are not one
* `kinds`       the kinds of rows; every model declares one
* `session`     the session that has one scope, set once
* `statements`  the criteria that narrow a statement, and the parts of one that are refused
* `wall`        wall 1: the hooks that see every statement and every row
* `policies`    wall 2 on PostgreSQL: row level security, made from the kinds
* `role`        wall 2: telling each transaction its scope, as a role that is bound by it
* `door`        the way to a scope for somebody who is not signed in
"""

from app.tenancy import wall as wall
from app.tenancy.door import door, looking_in
from app.tenancy.kinds import (
    PATH_TYPE,
    HandedDown,
    Identity,
    Own,
    Plain,
    SeenFromBelow,
    TenantRow,
    UnitLike,
    owned_by,
    part_of,
)
from app.tenancy.scope import (
    IDENTITY,
    STEP,
    AnyScope,
    Doorway,
    Everything,
    Opening,
    Scope,
    ScopeViolation,
)
from app.tenancy.session import ScopedSession

__all__ = [
    "IDENTITY",
    "PATH_TYPE",
    "STEP",
    "AnyScope",
    "Doorway",
    "Everything",
    "HandedDown",
    "Identity",
    "Opening",
    "Own",
    "Plain",
    "Scope",
    "ScopeViolation",
    "ScopedSession",
    "SeenFromBelow",
    "TenantRow",
    "UnitLike",
    "door",
    "looking_in",
    "owned_by",
    "part_of",
]
