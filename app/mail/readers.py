"""Whom a letter can reach: accounts with an address that is confirmed and not switched off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.access import Permission, roles_with
from app.accounts import Membership, looking
from app.db import db
from app.mail.addresses import MailAddress
from app.tenancy import Everything, ScopedSession
from app.units import Unit


@contextmanager
def _door() -> Iterator[ScopedSession]:
    """Where addresses can be read: at the identity door, or by whoever sees everything."""
    session = db.session()
    if isinstance(session.scope, Everything):
        yield session
    else:
        with looking() as door:
            yield door


def addresses(account_ids: Iterable[int]) -> dict[int, str]:
    """The addresses that serve, by account."""
    wanted = MailAddress.account_id.in_(sorted(set(account_ids)))
    with _door() as door:
        rows = door.scalars(sa.select(MailAddress).where(wanted, MailAddress.serves()))
        return {row.account_id: row.address for row in rows}


def reachable() -> set[int]:
    """All accounts that a letter can reach."""
    with _door() as door:
        return set(door.scalars(sa.select(MailAddress.account_id).where(MailAddress.serves())))


def accounts_of(unit: Unit, permission: Permission = Permission.URGE) -> list[int]:
    """The accounts whose posts at a unit allow something there, reachable or not."""
    return [post.account_id for post in Membership.holding(unit, permission)]


def readers(permission: Permission = Permission.URGE) -> dict[int, list[int]]:
    """Of every unit in scope, the accounts that may do something there and can be reached."""
    known = reachable()
    held = (
        sa.select(Membership.unit_id, Membership.account_id)
        .where(Membership.is_live(), Membership.role.in_(roles_with(permission)))
        .order_by(Membership.unit_id, Membership.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for unit_id, account_id in db.session.execute(held):
        if account_id in known and account_id not in found[unit_id]:
            found[unit_id].append(account_id)
    return {unit_id: ids for unit_id, ids in found.items() if ids}
