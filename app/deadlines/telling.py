"""One word to each: a unit hears of all rules and steps at once, its officers of all that is due.

In the transaction of the rows that cause it, and of those alone that are new.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.access import Role
from app.db import db
from app.deadlines.escalations import Escalation
from app.deadlines.people import URGED, of_roles, people
from app.deadlines.plans import New
from app.deadlines.wording import digest, together
from app.deadlines.words import StepKind, Way
from app.mail import Wanted, write_each
from app.notices import Words, send_each
from app.tenancy import STEP, Scope
from app.units import Unit

PROGRESS, DESK = "/u/{}/progress/", "/u/{}/deadlines/"


@dataclass
class Told:
    """All that one unit is told by another in a run: what stands in its notice, what in letters to
    those with one of some `roles` there."""

    to: Any
    sender: Any
    key: str
    link: str
    roles: frozenset[str]
    notice: list[tuple[str, str]] = field(default_factory=list)
    letter: list[tuple[str, str]] = field(default_factory=list)


def tell(news: Sequence[New], at: dt.datetime) -> None:
    """Tell the units below what is for them, and those who act what is due. Few statements."""
    _say([told for new in news for told in (*_below(new), *_here(new))], at)


def _say(tolds: Sequence[Told], at: dt.datetime) -> None:
    words = [
        Words(told.to, told.sender, *together(told.notice), told.link.format(told.to.id))
        for told in tolds
        if told.notice
    ]
    send_each(words, by=None, at=at)
    writing = [told for told in tolds if told.letter]
    if not writing:
        return
    known = people({told.to.id for told in writing}, frozenset(Role))
    letters = [
        Wanted(told.to, one.account_id, one.name, told.key, *together(told.letter))
        for told in writing
        for one in of_roles(known.get(told.to.id, []), told.roles)
    ]
    write_each(letters, by=None, at=at)


def _below(new: New) -> Iterator[Told]:
    """What each unit below is told by the one that acts."""
    roles = frozenset(role.value for role in URGED)
    tolds: dict[int, Told] = {}
    for number, each in new.sent:
        told = tolds.setdefault(
            each.child.id, Told(each.child, new.upper, f"reminder.{number}", PROGRESS, roles)
        )
        if Way.NOTICE in each.rule.ways:
            told.notice.append((each.title, each.text))
        if Way.MAIL in each.rule.ways:
            told.letter.append((each.title, each.text))
    for number, rise in new.risen:
        if rise.step.kind == StepKind.REMIND:
            told = tolds.setdefault(
                rise.child.id, Told(rise.child, new.upper, f"escalation.{number}", PROGRESS, roles)
            )
            told.notice.append((rise.title, rise.text))
            told.letter.append((rise.title, rise.text))
    yield from tolds.values()


def _here(new: New) -> Iterator[Told]:
    """The digest of those who act."""
    if not new.risen:
        return
    steps: dict[str, list[str]] = defaultdict(list)
    roles = set[str]()
    for _number, rise in new.risen:
        steps[rise.step.name].append(rise.child.name)
        roles |= {rise.step.acts, *rise.step.told}
    said = [digest(steps, len({each.child.id for _number, each in new.sent}))]
    key = f"digest.{new.risen[0][0]}"
    yield Told(new.upper, new.upper, key, DESK, frozenset(roles), said, said)


def tell_above(path: str, at: dt.datetime) -> bool:
    """Tell the unit at `path` of the steps that units right below it have come to, each once.

    Whether it was told anything. In a transaction of its own scope.
    """
    low, high = Scope(path).bounds
    acting = sa.orm.aliased(Unit)
    query = (
        sa.select(Escalation, acting.name, Unit.name)
        .join(acting, acting.id == Escalation.unit_id)
        .join(Unit, Unit.id == Escalation.about_unit_id)
        .where(
            Escalation.tells_above,
            Escalation.unit_path >= low,
            Escalation.unit_path < high,
            sa.func.length(Escalation.unit_path) == len(path) + STEP,
        )
        .order_by(Escalation.unit_path, Escalation.position, Unit.path)
    )
    rows = db.session.execute(query.with_for_update(of=Escalation)).all()
    to = db.session.scalar(sa.select(Unit).where(Unit.path == path))
    if not rows or to is None:
        return False
    by_unit: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for step, acting_name, about in rows:
        step.tells_above = False
        by_unit[acting_name][step.step].append(about)
    parts = [digest(steps, 0, unit=name) for name, steps in by_unit.items()]
    key, roles = f"above.{rows[0][0].id}", frozenset({Role.LEADER.value, Role.OFFICER.value})
    _say([Told(to, to, key, DESK, roles, parts, parts)], at)
    return True
