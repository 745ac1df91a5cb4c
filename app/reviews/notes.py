"""Notes that a desk keeps, to be put into the reason form and mended there.

A desk's own words are nobody else's affair: they are seen in the scope of the unit and offered at
its own desk only, not handed down.
"""

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped

from app import journal
from app.db import Base, Id, Prose, db
from app.tenancy import Own, owned_by
from app.units import Unit
from app.web.errors import Refused

MOST = 50


class TooManyNotes(Refused):
    status = 422
    message = _l("Đơn vị đã có 50 mẫu ghi chú. Xin xóa bớt mẫu không dùng rồi thêm.")


class CannedNote(Own, Base):
    """A note that a unit's reviewers write again and again."""

    __tablename__ = "canned_note"
    id: Mapped[Id]
    text: Mapped[Prose]
    at: Mapped[dt.datetime]

    @property
    def short(self) -> str:
        """Its beginning, for a list to choose from."""
        line = " ".join(self.text.split())
        return line if len(line) <= 70 else line[:69].rstrip() + "…"

    @classmethod
    def of(cls, unit: Unit) -> "list[CannedNote]":
        """Those of a unit, the oldest first."""
        query = sa.select(cls).where(cls.unit_id == unit.id).order_by(cls.id)
        return list(db.session.scalars(query))

    @classmethod
    def add(cls, unit: Unit, text: str, *, by: int, at: dt.datetime) -> "CannedNote":
        """Keep one more; the same text twice is one.

        :raises TooManyNotes: a list to choose from has to be short
        """
        known = cls.of(unit)
        same = next((note for note in known if note.text == text), None)
        if same:
            return same
        if len(known) >= MOST:
            raise TooManyNotes()
        note = cls(**owned_by(unit), text=text, at=at)
        db.session.add(note)
        journal.record("canned_note.add", note, by=by, at=at)
        return note

    def change(self, text: str, *, by: int, at: dt.datetime) -> None:
        """Say it otherwise."""
        if text != self.text:
            self.text, self.at = text, at
            journal.record("canned_note.change", self, by=by, at=at, fields=["text"])

    def remove(self, *, by: int, at: dt.datetime) -> None:
        """Drop it; what was written with it stays."""
        journal.record("canned_note.remove", self, by=by, at=at)
        db.session.delete(self)
