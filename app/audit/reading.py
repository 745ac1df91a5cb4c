"""Lines of the journal in a scope, as they are read: who, what, which row, when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from app import clock
from app.accounts import Membership
from app.audit.words import ACTS, FIELDS, SUBJECTS, UNSCOPED
from app.db import db
from app.journal import JournalLine
from app.units import Unit
from app.vietnamese import fold
from app.web.pages import SIZE, Page


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by. `person` and `unit` are parts of names, typed any way."""

    group: str = ""
    person: str = ""
    unit: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def __bool__(self) -> bool:
        return any((self.group, self.person, self.unit, self.since, self.until))


@dataclass(frozen=True)
class Entry:
    """A line in words. `href` leads to the row it is about, where that has a page."""

    id: int
    at: dt.datetime
    who: str
    what: str
    about: str
    href: str | None
    unit: str
    details: str


def read(wanted: Wanted) -> Page:
    """One page of the lines asked for, newest first."""
    conditions = list(_conditions(wanted))
    total = db.session.scalar(sa.select(sa.func.count(JournalLine.id)).where(*conditions)) or 0
    last = max(1, -(-total // SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    name = (
        sa.select(Membership.full_name)
        .where(Membership.account_id == JournalLine.by_id)
        .order_by(Membership.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(JournalLine, Unit.short_name, name)
        .join(Unit, Unit.id == JournalLine.unit_id)
        .where(*conditions)
        .order_by(JournalLine.at.desc(), JournalLine.id.desc())
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )
    return Page([_entry(*found) for found in db.session.execute(query)], number, total)


def _conditions(wanted: Wanted) -> Any:
    if wanted.group == UNSCOPED:
        yield JournalLine.act == UNSCOPED
    elif wanted.group:
        yield JournalLine.act.startswith(f"{wanted.group}.", autoescape=True)
    if wanted.person:
        yield _by(wanted.person)
    if wanted.unit:
        yield _below(wanted.unit)
    if wanted.since:
        yield JournalLine.at >= clock.start_of(wanted.since)
    if wanted.until:
        yield JournalLine.at < clock.start_of(wanted.until + dt.timedelta(days=1))


def _by(text: str) -> Any:
    """Done by somebody whose name holds the text, by account "#12", or by the system."""
    said = fold(text)
    if said == fold(_("hệ thống")):
        return JournalLine.by_id.is_(None)
    number = said.rpartition("#")[2]
    if number.isascii() and number.isdigit() and len(number) < 10:
        return JournalLine.by_id == int(number)
    posts = db.session.execute(sa.select(Membership.account_id, Membership.full_name)).all()
    return JournalLine.by_id.in_({account for account, name in posts if said in fold(name)})


def _below(text: str) -> Any:
    """At a unit whose name or code holds the text, or below it."""
    unit = aliased(Unit)
    return sa.exists().where(
        unit.search.contains(fold(text), autoescape=True),
        unit.path >= g.unit.path,
        JournalLine.unit_path.startswith(unit.path),
    )


def _entry(line: JournalLine, unit: str, name: str | None) -> Entry:
    about, href = _about(line)
    return Entry(
        id=line.id,
        at=line.at,
        who=_("hệ thống") if line.by_id is None else name or _("người dùng #%(id)s", id=line.by_id),
        what=str(ACTS.get(line.act, line.act)),
        about=about,
        href=href,
        unit=unit,
        details=_details(line),
    )


def _about(line: JournalLine) -> tuple[str, str | None]:
    """Which row, and its address if this reader may open it."""
    if line.subject_id is None:
        return line.subject, None
    subject = SUBJECTS.get(line.subject)
    word = str(subject.word) if subject else line.subject
    href = None
    if subject and subject.endpoint and subject.access in g.rights:
        argument: dict[str, Any] = {subject.argument: line.subject_id}
        href = url_for(subject.endpoint, **argument)
    return f"{word} #{line.subject_id}", href


def _details(line: JournalLine) -> str:
    """The fields that were changed or asked for, and how many rows were handed out."""
    words = [str(FIELDS.get(name, name)) for name in line.fields]
    if line.rows is not None:
        words.append(_("%(rows)s dòng", rows=line.rows))
    return ", ".join(words)
