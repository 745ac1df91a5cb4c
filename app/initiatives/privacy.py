"""What a person may ask of us: all that we hold of them, or that we hold it no longer.

An erasure is done at once in the scope of whoever was asked. Lists lie at the units that checked
them, often above: the row of the erasure waits, and `flask privacy sweep` finishes it there.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, journal
from app.db import Base, Id, db
from app.initiatives.consent import Consent
from app.initiatives.models import Initiative
from app.initiatives.people import Author, Person
from app.initiatives.revealing import Reveal
from app.tenancy import Own, part_of
from app.vietnamese import day_text

erased = Signal()  # sent with the erasure: rooms above empty what they hold of that person
GONE = ("phone", "id_number", "phone_key", "id_key", "birth_date", "birth_year")


class Erasure(Own, Base):
    """Somebody was erased. The keyed hashes stay until every list above is emptied, no longer."""

    __tablename__ = "erasure"
    __parents__ = {"person_id": "person"}
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(unique=True)
    phone_key: Mapped[str | None]
    id_key: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None] = mapped_column(index=True)

    @classmethod
    def waiting(cls) -> sa.Select[Any]:
        return sa.select(cls).where(cls.finished_at.is_(None)).order_by(cls.id)

    @property
    def initiative_ids(self) -> list[int]:
        """What that person wrote, alone or with others."""
        mine = sa.select(Author.initiative_id).where(Author.person_id == self.person_id)
        return list(db.session.scalars(mine))

    def finish(self, *, at: dt.datetime) -> None:
        """Empty what lay outside the scope of whoever erased. The session must see everything."""
        erased.send(self)
        self.phone_key = self.id_key = None
        self.finished_at = at


def erase(person: Person, *, by: int | None, at: dt.datetime) -> None:
    """Forget a person; what was written stays, without its author. A second time does nothing."""
    if person.erased_at:
        return
    keys = {"phone_key": person.phone_key, "id_key": person.id_key}
    done = Erasure(**part_of(person), person_id=person.id, **keys, by_id=by, at=at)
    db.session.add(done)
    traces = [text for text in (person.phone, person.id_number) if text]
    shares = db.session.scalars(sa.select(Author).where(Author.person_id == person.id)).all()
    traces += {person.full_name, *(share.full_name for share in shares)}
    nobody = _("Đã xóa theo yêu cầu")
    person.full_name, person.erased_at = nobody, at
    for name in GONE:
        setattr(person, name, None)
    for share in shares:
        share.full_name = nobody
    db.session.flush()
    for number in {share.initiative_id for share in shares}:
        _leave(db.session.get_one(Initiative, number), traces)
    erased.send(done)
    journal.record("person.erase", person, by=by, at=at, fields=["full_name", *GONE])


def _leave(initiative: Initiative, traces: list[str]) -> None:
    """Take name and numbers out of what was written, and out of what a search finds."""
    db.session.expire(initiative, ["authors"])
    for name in ("title", "summary"):
        text = before = getattr(initiative, name)
        for trace in traces:
            text = text.replace(trace, "…")
        if text != before:
            setattr(initiative, name, text)
    if initiative.link and any(trace in initiative.link for trace in traces):
        initiative.link = None
    initiative.index()


def shares_of(person: Person) -> list[tuple[Initiative, int]]:
    """What a person wrote, with the place among its authors."""
    query = (
        sa.select(Initiative, Author.position)
        .join(Author, Author.initiative_id == Initiative.id)
        .where(Author.person_id == person.id)
        .order_by(Initiative.id)
    )
    return [(initiative, position) for initiative, position in db.session.execute(query).unique()]


def held_of(person: Person) -> dict[str, Any]:
    """All that is held of a person, for that person."""
    reveals = sa.select(Reveal).where(Reveal.person_id == person.id).order_by(Reveal.id)
    return {
        "full_name": person.full_name,
        "phone": person.phone,
        "birth": day_text(person.birth_date) if person.birth_date else person.birth_year,
        "id_number": person.id_number,
        "erased_at": _written(person.erased_at),
        "initiatives": [
            {
                "code": initiative.code,
                "title": initiative.title,
                "state": initiative.status[0],
                "author": position == 0,
                "submitted_at": _written(initiative.submitted_at),
            }
            for initiative, position in shares_of(person)
        ],
        "consents": [
            {"version": one.version, "way": one.way, "at": _written(one.at)}
            for one in db.session.scalars(Consent.known_of(person))
        ],
        "read_in_full": [
            {"reason": one.reason, "at": _written(one.at)} for one in db.session.scalars(reveals)
        ],
    }


def _written(at: dt.datetime | None) -> str | None:
    return at.astimezone(clock.HANOI).isoformat() if at else None
