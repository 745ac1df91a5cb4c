"""Which requests belong together: one is answered with another one, or they are only linked.

Ties lie at the desk's path like all that it keeps for itself. What was merged hears with the one it
was merged into, also at a desk further up. Whose asker wants an answer of his own, and what hangs
on a request that nobody will answer, is answered by itself again; the tie stays as a link.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app import journal
from app.db import Base, Id, db
from app.support.inside.people import must_be_here
from app.support.models import Request
from app.support.refusals import CannotDoNow, NotItself
from app.support.states import Act, State
from app.tenancy import Own, owned_by
from app.units import Unit


class Tied(StrEnum):
    MERGED = "merged"
    LINKED = "linked"


class Tie(Own, Base):
    """`about` belongs to `to`: it is answered with it, or the two are only linked."""

    __tablename__ = "tie"
    __table_args__ = (sa.UniqueConstraint("unit_id", "about_request_id", "to_request_id"),)
    id: Mapped[Id]
    about_request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id"), index=True)
    to_request_id: Mapped[int] = mapped_column(sa.ForeignKey("request.id"), index=True)
    part: Mapped[str]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime]

    # --- queries ---

    @classmethod
    def of(cls, request: Request, here: Unit) -> "list[Bound]":
        """What a desk has tied to a request, the oldest first."""
        ends = (cls.about_request_id, cls.to_request_id)
        query = sa.select(cls).where(
            cls.unit_id == here.id, sa.or_(*(end == request.id for end in ends))
        )
        ties = db.session.scalars(query.order_by(cls.id)).all()
        numbers = {number for tie in ties for number in (tie.about_request_id, tie.to_request_id)}
        found = db.session.scalars(sa.select(Request).where(Request.id.in_(numbers)))
        known = {one.id: one for one in found}
        return [
            Bound(tie, request, known[tie.about_request_id], known[tie.to_request_id])
            for tie in ties
            if {tie.about_request_id, tie.to_request_id} <= known.keys()
        ]

    @classmethod
    def merged_into(cls, request: Request) -> "list[Request]":
        """Those that are answered with a request, whichever desk below or here has merged them;
        also what was merged into these before."""
        found: dict[int, Request] = {}
        into = [request.id]
        while into:
            mine = sa.select(cls.about_request_id).where(
                cls.to_request_id.in_(into), cls.part == Tied.MERGED
            )
            query = sa.select(Request).where(Request.id.in_(mine), Request.state == State.MERGED)
            rows = db.session.scalars(query.order_by(Request.id))
            more = {one.id: one for one in rows if one.id not in found}
            found |= more
            into = list(more)
        return list(found.values())

    @classmethod
    def must_reach(cls, request: Request, desk: Unit) -> None:
        """:raises NotInLine: somebody who is answered with it would not be heard at that desk"""
        for other in cls.merged_into(request):
            Request.must_be_in_line(desk, other)

    @classmethod
    def find(cls, request: Request, here: Unit, tie_id: int) -> "Tie | None":
        """One that this desk has made of a request."""
        found = db.session.get(cls, tie_id)
        if found is None or found.unit_id != here.id:
            return None
        ends = (found.about_request_id, found.to_request_id)
        return found if request.id in ends else None

    @classmethod
    def stranded(cls) -> Any:
        """Ties to a request that nobody here will answer, on which somebody still waits.

        Its asker has withdrawn it, or it went to a desk that does not see the one that hangs on it.
        """
        about, to, desk = aliased(Request), aliased(Request), aliased(Unit)
        query = sa.select(cls.id, cls.unit_path).where(cls.part == Tied.MERGED)
        query = query.join(about, about.id == cls.about_request_id)
        query = query.join(to, to.id == cls.to_request_id)
        query = query.join(desk, desk.id == to.desk_unit_id)
        apart = sa.not_(about.unit_path.startswith(desk.path))
        gone = sa.or_(to.state == State.WITHDRAWN, apart)
        return query.where(about.state == State.MERGED, gone)

    # --- verbs ---

    @classmethod
    def link(cls, request: Request, to: Request, here: Unit, *, by: int, at: dt.datetime) -> "Tie":
        """Say that two have to do with each other; a second time changes nothing.

        :raises NotItself: it is one and the same
        """
        return cls._tie(request, to, here, Tied.LINKED, by, at)

    @classmethod
    def merge(
        cls,
        request: Request,
        into: Request,
        here: Unit,
        *,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> "Tie":
        """Answer a request, and all that is answered with it, together with another one.

        :raises NotOnYourDesk: another unit has one of them in hand
        :raises CannotDoNow: the other one is answered already
        """
        db.session.refresh(into, with_for_update={"of": Request})
        must_be_here(into, here)
        if not into.is_to_do:
            raise CannotDoNow()
        for bound in cls.of(request, here):  # what was merged elsewhere before is so no more
            if bound.about.id == request.id and bound.to.id != into.id:
                bound.tie.part = Tied.LINKED.value
        tie = cls._tie(request, into, here, Tied.MERGED, by, at)
        request.merged(here, by=by, signed_by=signed_by, at=at)
        return tie

    def undo(self, here: Unit | None, *, by: int | None, signed_by: str, at: dt.datetime) -> None:
        """Take two apart: what was merged stays linked, a link goes.

        :param here: the desk that does it; None is whichever has it, for the worker
        :raises NotOnYourDesk: what was merged lies on another desk by now
        """
        if self.part == Tied.LINKED:
            journal.record("tie.remove", self, by=by, at=at)
            db.session.delete(self)
            return
        self.part = Tied.LINKED.value
        journal.record("tie.undo", self, by=by, at=at, fields=["part"])
        about = db.session.get(Request, self.about_request_id)
        if about is not None:
            desk = here or db.session.get_one(Unit, about.desk_unit_id)
            about.split(desk, by=by, signed_by=signed_by, at=at)

    @classmethod
    def _tie(
        cls, request: Request, to: Request, here: Unit, part: Tied, by: int, at: dt.datetime
    ) -> "Tie":
        if request.id == to.id:
            raise NotItself()
        must_be_here(request, here)
        pair: Any = {"about_request_id": request.id, "to_request_id": to.id}
        found = db.session.scalar(sa.select(cls).filter_by(unit_id=here.id, **pair))
        tie = found or cls(**owned_by(here), **pair, by_id=by, at=at)
        if tie.part != part:
            tie.part = part.value
            db.session.add(tie)
            journal.record("tie.make", tie, by=by, at=at)
        return tie


@dataclass(frozen=True)
class Bound:
    """A tie as it looks from one of its two ends, `seen`."""

    tie: Tie
    seen: Request
    about: Request
    to: Request

    @property
    def other(self) -> Request:
        return self.to if self.about.id == self.seen.id else self.about

    @property
    def is_merged(self) -> bool:
        """Whether one is answered with the other, still."""
        return self.tie.part == Tied.MERGED and self.about.state == State.MERGED

    @property
    def brings(self) -> bool:
        """Whether the other one is answered with this one."""
        return self.is_merged and self.to.id == self.seen.id


def answer_all(
    request: Request, act: Act, text: str, here: Unit, *, by: int, signed_by: str, at: dt.datetime
) -> None:
    """Answer a request and all that are answered with it; what solves it solves them.

    :raises NothingSaid: there are no words
    :raises NotOnYourDesk: another unit has it in hand
    :raises CannotDoNow: the state allows it not
    """
    request.answer(act, text, here, by=by, signed_by=signed_by, at=at)
    for other in Tie.merged_into(request):
        other.answer_also(act, text, by=by, signed_by=signed_by, at=at)
