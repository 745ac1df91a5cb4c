"""The steps of a run: what is kept of each in its row, so that anybody may go on with it."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.db import db
from app.units import Unit


class Overtaken(Exception):
    """Somebody else has gone on with it, or cancelled it, or it begins anew."""


class Writing:
    """How a file grows."""

    if TYPE_CHECKING:
        id: Any
        unit: Any
        state: Any
        size: Any
        done: Any
        grown: Any
        sha256: Any
        length: Any
        reach: Any
        began_at: Any
        ended_at: Any
        expires_at: Any
        is_busy: Any

    def hold(self) -> None:
        """Of two who act on a run at once the second waits, and sees what the first did."""
        run: Any = type(self)
        db.session.execute(sa.select(run.id).where(run.id == self.id).with_for_update())
        db.session.refresh(self, ["state", "done", "grown", "began_at"])

    def advance(
        self, before: Any, grown: dict[str, Any], *, done: int, size: int, at: dt.datetime
    ) -> None:
        """`done` of `size` rows stand in the file.

        :param before: what `grown` was when these rows were read
        :raises Overtaken: it no longer is
        """
        self._go_on(before)
        if not done:
            self.began_at, self.reach = at, reach_of(self.unit)
        self.state, self.grown, self.done, self.size = "writing", grown, done, size

    def finish(
        self,
        before: Any,
        digest: str,
        *,
        length: int,
        size: int,
        at: dt.datetime,
        until: dt.datetime,
    ) -> None:
        """The file is whole, with `size` rows, and kept until then.

        :raises Overtaken: somebody has stopped it meanwhile
        """
        self._go_on(before)
        self.state, self.grown, self.ended_at, self.expires_at = "ready", None, at, until
        self.sha256, self.length, self.size, self.done = digest, length, size, size

    def _go_on(self, before: Any) -> None:
        self.hold()
        if not self.is_busy or self.grown != before:
            raise Overtaken()


def reach_of(unit: Unit) -> str:
    """Which units a unit sees, in short; units opened later do not change what it said before.

    "count:sum of ids:largest id".
    """
    return _reach(unit, None)


def same_reach(unit: Unit, said: str) -> bool:
    """Whether a unit still sees exactly the units that were there then."""
    return _reach(unit, int(said.rpartition(":")[2])) == said


def _reach(unit: Unit, upto: int | None) -> str:
    query = sa.select(sa.func.count(Unit.id), sa.func.sum(Unit.id), sa.func.max(Unit.id))
    query = query.where(Unit.in_subtree(unit.path))
    if upto is not None:
        query = query.where(Unit.id <= upto)
    number, total, last = db.session.execute(query).one()
    return f"{number}:{total}:{last if upto is None else upto}"
