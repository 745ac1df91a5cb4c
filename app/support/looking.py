"""What a request is about, as it stands now: the list that was refused, and the row in it."""

from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _

from app.access import GRANTS, Permission
from app.db import db
from app.intake import Batch, BatchRow
from app.support.asked import Where
from app.support.models import Request


@dataclass(frozen=True)
class Seen:
    """A list and one of its rows, for those who may take lists in; else nothing."""

    batch: Batch | None = None
    row: BatchRow | None = None

    @classmethod
    def of(cls, about: Request | Where) -> "Seen":
        if about.batch_id is None or Permission.TAKE_IN not in g.rights:
            return cls()
        batch = db.session.get(Batch, about.batch_id)
        row = batch.row(about.row_id) if batch and about.row_id else None
        return cls(batch, row)

    @property
    def words(self) -> str:
        """In a line, for whoever is about to ask."""
        if self.batch is None:
            return ""
        if self.row is None:
            return _("danh sách “%(name)s”", name=self.batch.filename)
        row = self.row.number
        return _("dòng %(row)s của danh sách “%(name)s”", row=row, name=self.batch.filename)


def answers_at(unit_id: int) -> bool:
    """Whether a post of this person at a unit answers requests there."""
    posts = (post for post in g.person.posts if post.unit_id == unit_id)
    return any(Permission.ANSWER in GRANTS[post.role].own for post in posts)


def read_at(asked: Request) -> int:
    """The unit in whose address a request is read: at its desk, for those who answer there."""
    return asked.desk_unit_id if answers_at(asked.desk_unit_id) else g.unit.id
