"""What an officer says of a pair, and how it is taken back.

Both rows of a pair bear the verdict, each for those who see that one only. Of a pair whose other
side is not in reach one can say no more than that the two are different.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db
from app.initiatives import Act, CannotDoNow, Initiative, State
from app.similar import merging
from app.similar.models import COMPARED, Similar
from app.similar.verdicts import Verdict
from app.tenancy import Scope
from app.units import Unit
from app.vietnamese import moment_text
from app.web.errors import Refused


class OtherOutOfReach(Refused):
    message = _l("Sáng kiến kia thuộc đơn vị khác. Đồng chí chỉ kết luận được là không trùng.")


class NotOnADeskBelow(Refused):
    message = _l("Sáng kiến nộp sau không còn chờ ở đơn vị đồng chí hoặc đơn vị cấp dưới.")


class DecidedBefore(Refused):
    def __init__(self, row: Similar) -> None:
        super().__init__(
            _(
                "Đồng chí %(name)s đã kết luận “%(verdict)s” lúc %(moment)s.",
                name=row.signed_by,
                verdict=row.verdict_words,
                moment=moment_text(row.decided_at) if row.decided_at else "",
            )
        )


@dataclass
class Pair:
    """The rows of a pair that are in reach: the one that was opened, and the other if it is."""

    row: Similar
    other: Similar | None

    @classmethod
    def held(cls, row: Similar) -> "Pair":
        """A pair as it stands now; of two who decide at once the second waits."""
        query = sa.select(Similar).where(Similar.key == row.key).order_by(Similar.id)
        query = query.with_for_update(of=Similar).execution_options(populate_existing=True)
        rows = db.session.scalars(query).all()
        return cls(row, next((one for one in rows if one.id != row.id), None))

    @property
    def rows(self) -> list[Similar]:
        return [self.row, self.other] if self.other else [self.row]

    @property
    def later(self) -> Initiative | None:
        """The one that would be marked: handed in after the other; None if that is out of reach."""
        return max(self._both, key=_handed_in) if self.other else None

    @property
    def earlier(self) -> Initiative | None:
        return min(self._both, key=_handed_in) if self.other else None

    @property
    def _both(self) -> list[Initiative]:
        return [row.initiative for row in self.rows]

    def may_mark(self, unit: Unit) -> bool:
        """Whether the later one waits on a desk of this unit or below, and the earlier stands."""
        later, earlier = self.later, self.earlier
        return bool(
            later
            and earlier
            and later.may(Act.MARK_DUPLICATE)
            and later.desk
            and Scope(unit.path).holds(later.desk.path)
            and earlier.state in COMPARED
        )

    def decide(
        self,
        verdict: Verdict,
        unit: Unit,
        *,
        note: str = "",
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> None:
        """Say it. The same a second time changes nothing.

        :raises DecidedBefore: somebody has said something else
        :raises OtherOutOfReach: who sees only one of them cannot mark it
        :raises NotOnADeskBelow: the later one lies elsewhere, or is decided
        """
        if self.row.verdict == verdict:
            return
        if self.row.verdict:
            raise DecidedBefore(self.row)
        if verdict is not Verdict.DIFFERENT:
            self._mark(verdict, unit, by, at)
        for row in self.rows:
            if row.verdict is None:
                row.verdict, row.note = verdict.value, note.strip() or None
                row.by_id, row.signed_by, row.decided_at = by, signed_by, at
                journal.record("likeness.decide", row, by=by, at=at, fields=["verdict"])

    def _mark(self, verdict: Verdict, unit: Unit, by: int, at: dt.datetime) -> None:
        later, earlier = self.later, self.earlier
        if later is None or earlier is None:
            raise OtherOutOfReach()
        if not self.may_mark(unit):
            raise NotOnADeskBelow()
        later.mark_duplicate(by=by, at=at)
        if verdict is Verdict.MERGED:
            self._of(earlier).added = merging.merge(later, earlier, by=by, at=at)

    def undo(self, unit: Unit, *, by: int, at: dt.datetime) -> None:
        """Take the verdict back, and what it did. A second time changes nothing.

        :raises CannotDoNow: it was marked in another pair, or lies elsewhere
        """
        if self.row.verdict is None:
            return
        if self.row.verdict != Verdict.DIFFERENT:
            self._restore(unit, by, at)
        for row in self.rows:
            if row.verdict == self.row.verdict or row is not self.row:
                journal.record("likeness.undo", row, by=by, at=at, fields=["verdict"])
        for row in self.rows:
            row.verdict = row.note = row.by_id = row.signed_by = row.decided_at = None
            row.added = {}

    def may_undo(self, unit: Unit) -> bool:
        """Whether what was marked would come back to a desk of this unit or below."""
        if self.row.verdict in (None, Verdict.DIFFERENT):
            return self.row.verdict is not None
        marked = self._marked
        return bool(marked and Scope(unit.path).holds(marked.desk_before().path))

    @property
    def _marked(self) -> Initiative | None:
        return next((one for one in self._both if one.state == State.DUPLICATE), None)

    def _restore(self, unit: Unit, by: int, at: dt.datetime) -> None:
        marked = self._marked
        if marked is None or self.other is None or not self.may_undo(unit):
            raise CannotDoNow()
        marked.restore(by=by, at=at)
        for row in self.rows:
            if row.added:
                merging.part(row.initiative, row.added, by=by, at=at)

    def _of(self, initiative: Initiative) -> Similar:
        return next(row for row in self.rows if row.initiative_id == initiative.id)


def _handed_in(initiative: Any) -> tuple[dt.datetime, int]:
    return initiative.submitted_at or initiative.created_at, initiative.id
