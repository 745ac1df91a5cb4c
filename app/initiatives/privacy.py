"""What a person may ask of us: all that we hold of them, or that we hold it no longer.

An erasure is done at once in the scope of whoever was asked. Lists, notices and other texts lie
at other units, too: the row of the erasure waits, and `flask privacy sweep` finishes it there.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from app import clock, journal
from app.ciphers import Sealed, Secret, keyings
from app.db import Base, Id, db
from app.initiatives.consent import Consent
from app.initiatives.models import Initiative
from app.initiatives.people import Author, Person
from app.initiatives.revealing import Reveal
from app.tenancy import Own, part_of
from app.vietnamese import Mentions, day_text

erased = Signal()  # sent with the erasure: rooms above empty what they hold of that person
GONE = ("phone", "id_number", "phone_key", "id_key", "birth_date", "birth_year")


class Erasure(Sealed, Own, Base):
    """Somebody was erased.

    What tells of them stays, sealed, until every list and text elsewhere is emptied, no longer.
    """

    __tablename__ = "erasure"
    __parents__ = {"person_id": "person"}
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(unique=True)
    phone_key: Mapped[str | None]
    id_key: Mapped[str | None]
    traces_sealed: Mapped[bytes | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None] = mapped_column(index=True)

    traces = Secret[dict[str, Any]](dict)  # phone, id_number, names

    @classmethod
    def waiting(cls) -> sa.Select[Any]:
        return sa.select(cls).where(cls.finished_at.is_(None)).order_by(cls.id)

    @property
    def initiative_ids(self) -> list[int]:
        """What that person wrote, alone or with others."""
        mine = sa.select(Author.initiative_id).where(Author.person_id == self.person_id)
        return list(db.session.scalars(mine))

    @property
    def keys(self) -> dict[str, list[str]]:
        """The keyed hashes by which rows elsewhere name that person, under every data key."""
        said = {"phone_key": "phone", "id_key": "id_number"}
        kept = {column: getattr(self, column) for column in said}
        return {
            column: [*{*keyings(self.traces.get(name)), *filter(None, [kept[column]])}]
            for column, name in said.items()
        }

    def mentions(self, others: Sequence[str] = ()) -> Mentions:
        """How a text speaks of that person; of nobody, once it is finished."""
        told = self.traces
        numbers = [told[name] for name in ("phone", "id_number") if told.get(name)]
        return Mentions(told.get("names", []), numbers, others)

    def finish(self, *, at: dt.datetime) -> None:
        """Empty what lay outside the scope of whoever erased. The session must see everything."""
        erased.send(self)
        self.phone_key, self.id_key, self.traces = None, None, {}
        self.finished_at = at


def erase(person: Person, *, by: int | None, at: dt.datetime) -> None:
    """Forget a person; what was written stays, without its author. A second time does nothing."""
    if person.erased_at:
        return
    mine = sa.select(Author.full_name).where(Author.person_id == person.id)
    names = sorted({person.full_name, *db.session.scalars(mine)})
    traces = {"phone": person.phone, "id_number": person.id_number, "names": names}
    _forget(person, traces, by, at)


def forget_stray(person: Person, *, at: dt.datetime) -> None:
    """Forget who stands on nothing any more. Nobody asked for it: texts keep the name."""
    _forget(person, {}, None, at)


def _forget(person: Person, traces: dict[str, Any], by: int | None, at: dt.datetime) -> None:
    done = Erasure(**part_of(person), person_id=person.id, by_id=by, at=at)
    done.phone_key, done.id_key, done.traces = person.phone_key, person.id_key, traces
    db.session.add(done)
    nobody = _("Đã xóa theo yêu cầu")
    person.full_name, person.erased_at = nobody, at
    for name in GONE:
        setattr(person, name, None)
    db.session.flush()
    for share in db.session.scalars(sa.select(Author).where(Author.person_id == person.id)).all():
        share.full_name = nobody
        initiative = db.session.get_one(Initiative, share.initiative_id)
        db.session.flush()
        db.session.expire(initiative, ["authors"])
        initiative.index()
    erased.send(done)
    journal.record("person.erase", person, by=by, at=at, fields=["full_name", *GONE])


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
            {
                "version": one.text.version,
                "text": one.text.text,
                "way": one.way,
                "at": _written(one.at),
            }
            for one in db.session.scalars(Consent.known_of(person))
        ],
        "read_in_full": [
            {"reason": one.reason, "at": _written(one.at)} for one in db.session.scalars(reveals)
        ],
    }


def _written(at: dt.datetime | None) -> str | None:
    return at.astimezone(clock.HANOI).isoformat() if at else None
