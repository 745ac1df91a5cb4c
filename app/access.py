"""Who may do what. Rights live here and nowhere else.

A post gives a person a role at a unit. In the address of that unit the person has the rights of
the `own` column; in the addresses of units below, those of the `below` column.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Role(StrEnum):
    LEADER = "leader"  # at a grassroots union: its chair
    OFFICER = "officer"
    CONTACT = "contact"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    VIEW = "view"
    ENTER = "enter"  # write an initiative down and submit it, for oneself or on behalf
    CONFIRM = "confirm"  # the grassroots union's word that it was assessed with the employer
    DECIDE = "decide"  # valid, invalid, returned
    TAKE_IN = "take-in"  # paper lists
    ALLOCATE = "allocate"
    RESPOND = "respond"  # the unit's own word on its quota: noted, or please another
    SET_PROGRAMME = "set-programme"
    MANAGE_UNITS = "manage-units"
    MANAGE_PEOPLE = "manage-people"
    NOTIFY = "notify"
    ANSWER = "answer"  # requests for help that lie on the desk of the unit
    NAME_TEAM = "name-team"  # who belongs to the support team (tổ hỗ trợ) of the unit
    URGE = "urge"  # reminders, calls, campaigns, working groups: what is done about laggards
    EXPORT = "export"
    READ_JOURNAL = "read-journal"
    ERASE = "erase"  # one person's data: hand them out to that person, or erase them


@dataclass(frozen=True)
class Grant:
    own: frozenset[Permission]
    below: frozenset[Permission]


P = Permission
_WORK = {P.VIEW, P.ENTER, P.TAKE_IN, P.EXPORT}
_ADMINISTRATION = frozenset(
    {
        P.VIEW,
        P.SET_PROGRAMME,
        P.MANAGE_UNITS,
        P.MANAGE_PEOPLE,
        P.NOTIFY,
        P.READ_JOURNAL,
        P.ERASE,
    }
)

GRANTS: dict[Role, Grant] = {
    Role.LEADER: Grant(
        own=frozenset(Permission),
        below=frozenset(
            _WORK | {P.ALLOCATE, P.MANAGE_UNITS, P.MANAGE_PEOPLE, P.NOTIFY, P.READ_JOURNAL, P.ERASE}
        ),
    ),
    Role.OFFICER: Grant(
        own=frozenset(
            _WORK
            | {
                P.CONFIRM,
                P.DECIDE,
                P.ALLOCATE,
                P.RESPOND,
                P.MANAGE_UNITS,
                P.NOTIFY,
                P.ANSWER,
                P.URGE,
            }
        ),
        below=frozenset(_WORK | {P.ALLOCATE, P.MANAGE_UNITS, P.NOTIFY}),
    ),
    Role.CONTACT: Grant(
        own=frozenset(_WORK | {P.NOTIFY, P.ANSWER, P.URGE}),
        below=frozenset(_WORK | {P.NOTIFY}),
    ),
    Role.VIEWER: Grant(own=frozenset({P.VIEW, P.EXPORT}), below=frozenset({P.VIEW, P.EXPORT})),
    Role.ADMINISTRATOR: Grant(own=_ADMINISTRATION, below=_ADMINISTRATION),
}

ROLE_NAMES = {
    Role.LEADER: _l("Lãnh đạo đơn vị"),
    Role.OFFICER: _l("Cán bộ phụ trách"),
    Role.CONTACT: _l("Đầu mối liên hệ"),
    Role.VIEWER: _l("Người xem"),
    Role.ADMINISTRATOR: _l("Quản trị"),
}


def rights(role: Role, *, post_path: str, unit_path: str) -> frozenset[Permission]:
    """What a post of `role` at `post_path` allows in the address of `unit_path`."""
    if unit_path == post_path:
        return GRANTS[role].own
    if unit_path.startswith(post_path):
        return GRANTS[role].below
    return frozenset()


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that allow something at the unit of their post."""
    return frozenset(role for role, grant in GRANTS.items() if permission in grant.own)


def covers(held: Role, wanted: Role) -> bool:
    """Whether a post of one role allows all that one of another role at the same unit does."""
    has, asks = GRANTS[held], GRANTS[wanted]
    return asks.own <= has.own and asks.below <= has.below
