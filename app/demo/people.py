"""The accounts of the demo: one for each role where the dispatches play."""

import datetime as dt
from dataclasses import dataclass

from app.access import Role
from app.accounts import Account, Membership
from app.demo import invented
from app.demo.facts import at
from app.demo.phrases import data
from app.demo.tree import Tree
from app.units import Unit

PASSWORD = "sang-kien-2023"
APPOINTED = at(dt.date(2021, 12, 1), 8)
DECIDES = (Role.OFFICER, Role.LEADER)


@dataclass(frozen=True)
class Signature:
    """Who acts, and the name that stands under it."""

    id: int
    name: str


Signatures = dict[tuple[str, Role], Signature]


def appoint_all(tree: Tree) -> Signatures:
    """Make the accounts with their posts; returns them by unit and role."""
    made: Signatures = {}
    for login, role, code, office, name in data("accounts.json"):
        account = Account.create(
            login=login,
            full_name=invented.officer_names[name],
            password=PASSWORD,
            at=APPOINTED,
        )
        Membership.appoint(account, tree[code], Role(role), office=office, by=None, at=APPOINTED)
        made[code, Role(role)] = Signature(account.id, account.full_name)
    return made


def acting(signatures: Signatures, unit: Unit, *roles: Role) -> Signature | None:
    """Who acts for a unit: the first of the roles that somebody holds there."""
    return next((signatures[unit.code, r] for r in roles if (unit.code, r) in signatures), None)


def logins() -> list[str]:
    """The logins, in the order in which they are shown."""
    return [login for login, *_rest in data("accounts.json")]
