"""One word to each: a unit hears of all rules and steps at once, its officers of all that is due.

In the transaction of the rows that cause it, and of those alone that are new.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.access import Role
from app.db import db
from app.deadlines.escalations import Escalation
from app.deadlines.people import of_roles, people
from app.deadlines.plans import Rise, Sending
from app.deadlines.survey import Upper
from app.deadlines.wording import digest, together
from app.deadlines.words import StepKind, Way
from app.mail import Wanted, write_each
from app.notices import Words, send_each
from app.tenancy import STEP, Scope
from app.units import Unit

Said = tuple[str, str]
PROGRESS, DESK = "/u/{unit}/progress/", "/u/{unit}/deadlines/"


def tell(
    upper: Upper,
    sent: Sequence[tuple[int, Sending]],
    risen: Sequence[tuple[int, Rise]],
    at: dt.datetime,
) -> None:
    """Tell the units below what is for them, and those who act at `upper` what is due."""
    if not sent and not risen:
        return
    sender = db.session.get_one(Unit, upper.id)
    _tell_below(sender, sent, risen, at)
    if risen:
        _tell_here(sender, sent, risen, at)


def _tell_below(
    sender: Unit,
    sent: Sequence[tuple[int, Sending]],
    risen: Sequence[tuple[int, Rise]],
    at: dt.datetime,
) -> None:
    to: dict[int, Any] = {}
    notices: dict[int, list[Said]] = defaultdict(list)
    letters: dict[int, list[Said]] = defaultdict(list)
    keys: dict[int, str] = {}
    for number, each in sent:
        to[each.child.id] = each.child
        keys.setdefault(each.child.id, f"reminder.{number}")
        if Way.NOTICE in each.rule.ways:
            notices[each.child.id].append((each.title, each.text))
        if Way.MAIL in each.rule.ways:
            letters[each.child.id].append((each.title, each.text))
    for number, rise in risen:
        if rise.step.kind == StepKind.REMIND:
            to[rise.child.id] = rise.child
            keys.setdefault(rise.child.id, f"escalation.{number}")
            notices[rise.child.id].append((rise.title, rise.text))
            letters[rise.child.id].append((rise.title, rise.text))
    words = [
        Words(to[unit], *together(parts), PROGRESS.replace("{unit}", str(unit)))
        for unit, parts in notices.items()
    ]
    send_each(words, sender=sender, by=None, at=at)
    if not letters:
        return
    known = people(letters)
    wanted = [
        Wanted(to[unit], person.account_id, person.name, keys[unit], *together(parts))
        for unit, parts in letters.items()
        for person in known.get(unit, [])
    ]
    write_each(wanted, by=None, at=at)


def _tell_here(
    sender: Unit,
    sent: Sequence[tuple[int, Sending]],
    risen: Sequence[tuple[int, Rise]],
    at: dt.datetime,
) -> None:
    steps: dict[str, list[str]] = defaultdict(list)
    roles = set[str]()
    for _number, rise in risen:
        steps[rise.step.name].append(rise.child.name)
        roles |= {rise.step.acts, *rise.step.told}
    title, text = digest(steps, len({each.child.id for _number, each in sent}))
    _both(sender, sender, title, text, roles, f"digest.{risen[0][0]}", at)


def _both(
    sender: Unit,
    to: Unit,
    title: str,
    text: str,
    roles: set[str],
    key: str,
    at: dt.datetime,
) -> None:
    """A notice to a unit, and letters to those there who hold one of some roles."""
    link = DESK.replace("{unit}", str(to.id))
    send_each([Words(to, title, text, link)], sender=sender, by=None, at=at)
    persons = of_roles(people([to.id], tuple(Role)).get(to.id, []), roles)
    wanted = [Wanted(to, one.account_id, one.name, key, title, text) for one in persons]
    write_each(wanted, by=None, at=at)


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
    key = f"above.{rows[0][0].id}"
    _both(to, to, *together(parts), {Role.LEADER.value, Role.OFFICER.value}, key, at)
    return True
