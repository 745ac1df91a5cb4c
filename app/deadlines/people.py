"""Who at a unit gets letters."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.access import Permission, Role, roles_with
from app.accounts import Membership
from app.db import db

URGED = roles_with(Permission.URGE)
"""Roles at a unit below whose holders are written to: those that could act there."""


@dataclass(frozen=True)
class Person:
    account_id: int
    name: str
    role: Role


def people(unit_ids: Iterable[int], roles: Collection[Role] = URGED) -> dict[int, list[Person]]:
    """Who holds a post of one of some roles, by unit; each person once. One statement."""
    query = sa.select(
        Membership.unit_id, Membership.account_id, Membership.full_name, Membership.role
    ).where(
        Membership.unit_id.in_(list(unit_ids)),
        Membership.is_live(),
        Membership.role.in_([role.value for role in roles]),
    )
    found: dict[int, dict[int, Person]] = defaultdict(dict)
    for unit_id, account, name, role in db.session.execute(query.order_by(Membership.id)):
        found[unit_id].setdefault(account, Person(account, name, Role(role)))
    return {unit_id: list(persons.values()) for unit_id, persons in found.items()}


def of_roles(persons: Iterable[Person], roles: Collection[str]) -> list[Person]:
    return [one for one in persons if one.role.value in roles]
