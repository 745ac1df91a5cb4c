"""Units, their places, posts and quotas: rows made here and written as they are."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

import sqlalchemy as sa

from app import clock
from app.access import Role
from app.accounts import Account, Membership
from app.programmes import Cutoff
from app.progress import Charge
from app.quotas import QuotaBalance, QuotaEntry
from app.tenancy import STEP
from app.units import Cluster, Place, Unit
from app.vietnamese import fold, name_key
from bench.nation.amounts import Entry, balances
from bench.nation.names import person
from bench.nation.tree import Plot
from tests.world import NOW

OFFICES = {Role.LEADER: "Chủ tịch", Role.OFFICER: "Cán bộ phụ trách"}
WITHOUT = 0.15  # of the unions above have no officer, as many no leader
OFFICERS = {1: 5, 2: 1, 3: 0}
WITH_CHAIR = 0.6  # of the grassroots unions
CUTOFFS = ((dt.date(2023, 5, 31), 0.1), (dt.date(2023, 6, 30), 0.06), (dt.date(2023, 8, 31), 0.05))
Rows = Iterable[dict[str, Any]]


def units(plots: Sequence[Plot], clusters: Sequence[int]) -> Rows:
    for place, plot in enumerate(plots):
        yield {
            "id": plot.id, "path": plot.path, "code": plot.code, "name": plot.name,
            "short_name": plot.name, "search": fold(f"{plot.name} {plot.code}"),
            "name_key": name_key(plot.name), "kind_code": plot.kind, "block_code": plot.block,
            "sector": plot.sector, "ownership": plot.ownership, "member_count": plot.members,
            "has_party_committee": plot.ownership != "Có vốn đầu tư nước ngoài",
            "opened_on": plot.opened, "closed_on": plot.closed, "successor_id": plot.successor,
            "cluster_id": clusters[place % len(clusters)] if plot.kind == "tinh" else None,
            "children_ever": plot.children,
        }  # fmt: skip


def places(plots: Sequence[Plot]) -> Rows:
    """Where they lie, and where some lay before."""
    for plot in plots:
        here = {"unit_id": plot.id, "unit_path": plot.path, "document": None}
        since = plot.opened
        if plot.moved:
            parent, since = plot.moved
            yield {**here, "parent_id": parent, "since": plot.opened, "until": since}
        yield {**here, "parent_id": plot.parent, "since": since, "until": plot.closed}


def posts(
    plots: Sequence[Plot], first: int, hashed: str, rng: Random
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Accounts and what they hold: leaders and officers above, chairs at grassroots unions.

    The first unit of each level has all of them. Logins are "role.code", of further officers
    "officer2.code" and so on.
    """
    number = first
    for plot in plots:
        known = plot.code.endswith(("-01", "-001", "-0001"))
        for role, many in ((Role.LEADER, 1), (Role.OFFICER, OFFICERS[plot.level])):
            if plot.block and role is Role.OFFICER:
                continue
            there = rng.random() < (WITH_CHAIR if plot.block else 1 - WITHOUT)
            for place in range(many if (there and plot.closed is None) or known else 0):
                name, at = person(rng), NOW - dt.timedelta(days=rng.randrange(60, 900))
                login = f"{role.value}{place + 1 if place else ''}.{plot.code}"
                yield (
                    {"id": number, "login": login, "full_name": name, "password_hash": hashed,
                     "created_at": at},
                    {"account_id": number, "unit_id": plot.id, "unit_path": plot.path,
                     "full_name": name, "office": OFFICES[role], "role": role.value, "since": at},
                )  # fmt: skip
                number += 1


def charges(plots: Sequence[Plot], posts: Rows, rng: Random) -> Rows:
    """Who of a unit looks after each unit below it, where there is anybody."""
    people: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for post in posts:
        people[post["unit_id"], post["role"]].append(post["account_id"])
    for plot in plots:
        found = [
            rng.choice(people[plot.parent, role.value])
            if people[plot.parent, role.value] and rng.random() > WITHOUT
            else None
            for role in (Role.OFFICER, Role.LEADER)
        ]
        if any(found):
            yield {
                "unit_id": plot.parent, "unit_path": plot.path[:-STEP], "about_unit_id": plot.id,
                "officer_id": found[0], "leader_id": found[1],
            }  # fmt: skip


def cutoffs(plots: Sequence[Plot], stage: int, rng: Random) -> Rows:
    """Earlier deadlines of some units above, in the stage that runs."""
    for plot in plots:
        chance = rng.random()
        for day, share in CUTOFFS if not plot.block else ():
            if chance < share:
                yield {
                    "unit_id": plot.id, "unit_path": plot.path, "stage_id": stage,
                    "at": clock.end_of(day), "reason": "Để kịp tổng hợp", "document": None,
                }  # fmt: skip
                break
            chance -= share


def quotas(
    connection: sa.Connection, entries: Sequence[Entry], paths: dict[int, str], programme: int
) -> None:
    """The ledger and the balances beside it."""
    rows = [
        {
            "unit_id": one.unit, "unit_path": paths[one.unit], "programme_id": programme,
            "stage_id": one.stage, "giver_id": one.giver, "amount": one.amount,
            "label": one.label, "document_number": one.number, "document_date": one.day,
            "reason": one.reason,
            "at": clock.start_of(one.day) + dt.timedelta(hours=9),
        }
        for one in entries
    ]  # fmt: skip
    connection.execute(sa.insert(QuotaEntry), rows)
    held = [
        {"unit_id": unit, "unit_path": paths[unit], "programme_id": programme, "stage_id": stage,
         "received": received, "given": given, "own": own}
        for (unit, stage), (received, given, own) in balances(entries).items()
    ]  # fmt: skip
    connection.execute(sa.insert(QuotaBalance), held)


def write(connection: sa.Connection, model: Any, rows: Rows) -> None:
    connection.execute(sa.insert(model), list(rows))


def settle(
    connection: sa.Connection, plots: Sequence[Plot], clusters: Sequence[int], stage: int,
    above: Sequence[dict[str, Any]], hashed: str, rng: Random,
) -> None:  # fmt: skip
    """Units with all that stands at them, but for what they are given and what they write.

    :param above: the posts at the root
    """
    first = 1 + max(post["account_id"] for post in above)
    write(connection, Unit, units(plots, clusters))
    write(connection, Place, places(plots))
    for place, cluster in enumerate(clusters):  # headed by its first member
        head = sa.update(Cluster).where(Cluster.id == cluster).values(head_id=plots[place].id)
        connection.execute(head)
    accounts, held = zip(*posts(plots, first, hashed, rng), strict=True)
    write(connection, Account, accounts)
    write(connection, Membership, held)
    write(connection, Charge, charges(plots, [*above, *held], rng))
    write(connection, Cutoff, cutoffs(plots, stage, rng))
