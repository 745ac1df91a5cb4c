"""What is done with an initiative that looks for its unit: sent up, lifted, passed on, kept."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import jobs, journal
from app.db import db
from app.initiatives.models import Initiative
from app.initiatives.moving import CannotDoNow
from app.initiatives.relocating import NotTheirStage, locked, relocate
from app.initiatives.states import PENDING, State
from app.notices import Notice
from app.tenancy import STEP, part_of
from app.units import Unit
from app.web.errors import Refused

WORK = "misplaced.lift"
SENT, WAITING, PASSED, RAISED, KEPT, DROPPED = (
    *("sent", "waiting", "passed", "raised", "kept", "dropped"),
)
WORDS = {
    SENT: _l("Đang chuyển lên cấp trên"),
    WAITING: _l("Chờ chuyển đến đúng đơn vị"),
    PASSED: _l("Đã chuyển đến đúng đơn vị"),
    RAISED: _l("Đã chuyển tiếp lên cấp trên"),
    KEPT: _l("Cấp trên nhận là của mình"),
    DROPPED: _l("Không chuyển: sáng kiến đã được xử lý"),
}
OPEN = (SENT, WAITING)


class NobodyAbove(Refused):
    message = _l("Trên đơn vị này không còn công đoàn cấp trên để chuyển đến.")


class NotWaitingHere(Refused):
    """Somebody else was quicker."""


class Passing:
    """The verbs of `Misplaced`. Each done twice changes nothing."""

    if TYPE_CHECKING:
        _open: Any
        last_of: Any
        initiative_id: Any
        sent_by_id: Any
        state: Any
        to_unit_id: Any
        to_name: Any
        done_by_id: Any
        done_by: Any
        done_at: Any

        def __init__(self, **columns: Any) -> None: ...

    @classmethod
    def send(
        cls,
        initiative: Initiative,
        suggestion: str,
        *,
        by: int | None,
        at: dt.datetime,
        signed_by: str = "",
    ) -> Any:
        """Say that it is not of its unit: it goes to the desk above. Twice changes nothing.

        :param suggestion: whose it is, in the sender's words
        :param signed_by: the sender's name; none for a member who used the unit's link
        :raises CannotDoNow: it is decided, or not yet handed in
        :raises NobodyAbove: its unit is the root
        """
        known = cls._open(initiative)
        if known and known.state == SENT:
            return known
        if initiative.state not in PENDING:
            raise CannotDoNow()
        above = initiative.unit.parent()
        if above is None:
            raise NobodyAbove()
        if known:  # it waits at a unit that knows it is of nobody below
            known._close(RAISED, above, by, signed_by, at)
        row = cls._write(initiative, SENT, suggestion.strip(), by, signed_by, at)
        initiative.lay(above.id, at)
        journal.record("misplaced.send", row, by=by, at=at)
        jobs.nudge(WORK)
        return row

    def lift(self, *, at: dt.datetime) -> None:
        """Put it at the unit above, where it waits; in the scope of that unit."""
        initiative = locked(self.initiative_id)
        db.session.refresh(self, with_for_update=True)
        if self.state != SENT or initiative is None:
            return
        above = self.unit_above(initiative)
        try:
            relocate(initiative, above, by=self.sent_by_id, at=at)
        except (CannotDoNow, NotTheirStage):  # decided or taken back in between, or their own stage
            if initiative.state in PENDING:
                initiative.desk_unit_id = initiative.unit_id
            self.state, self.done_at = DROPPED, at
        else:
            db.session.refresh(self)
            self.state = WAITING

    @classmethod
    def _write(
        cls,
        initiative: Initiative,
        state: str,
        suggestion: str,
        by: int | None,
        signed_by: str,
        at: dt.datetime,
    ) -> Any:
        row = cls(
            **part_of(initiative),
            initiative_id=initiative.id,
            state=state,
            suggestion=suggestion,
            from_unit_id=initiative.unit_id,
            from_name=initiative.unit.name,
            sent_by_id=by,
            sent_by=signed_by,
            sent_at=at,
        )
        db.session.add(row)
        return row

    @staticmethod
    def unit_above(initiative: Initiative) -> Unit:
        path = initiative.unit_path[:-STEP]
        return db.session.scalars(sa.select(Unit).where(Unit.path == path)).one()

    @classmethod
    def pass_on(
        cls,
        initiative: Initiative,
        desk: Unit,
        to: Unit,
        *,
        by: int,
        signed_by: str,
        at: dt.datetime,
    ) -> None:
        """Send what waits at a unit to one below, and tell that one. Twice changes nothing.

        :raises NotWaitingHere: somebody else has dealt with it
        """
        known = cls._held(initiative, desk, (PASSED, by, to.id), signed_by, at)
        if known is None:
            return
        relocate(initiative, to, by=by, at=at)
        known._close(PASSED, to, by, signed_by, at)
        journal.record("misplaced.pass-on", known, by=by, at=at)
        Notice.send(
            to,
            sender=desk,
            title=_("Có sáng kiến chuyển đến đơn vị"),
            body=_(
                "Sáng kiến “%(title)s” gửi nhầm nơi, nay chuyển đến đơn vị. Xin xem và xử lý.",
                title=initiative.title,
            ),
            by=by,
            at=at,
            link=f"/u/{to.id}/initiatives/{initiative.id}",
        )

    @classmethod
    def keep(
        cls, initiative: Initiative, desk: Unit, *, by: int, signed_by: str, at: dt.datetime
    ) -> None:
        """Say that it is the unit's own after all; it stays to be decided there."""
        known = cls._held(initiative, desk, (KEPT, by, desk.id), signed_by, at)
        if known is not None:
            known._close(KEPT, desk, by, signed_by, at)
            journal.record("misplaced.keep", known, by=by, at=at)

    @classmethod
    def _held(
        cls,
        initiative: Initiative,
        desk: Unit,
        done: tuple[str, int, int],
        signed_by: str,
        at: dt.datetime,
    ) -> Any:
        """The row that waits at `desk`; None when the same person has done just that before.

        Of two who act at once the second waits here, and is told. What came to the desk without
        having been sent, e.g. from a list, gets its row now.
        """
        held, last = locked(initiative.id), cls.last_of(initiative)
        if held and held.state == State.ENDORSED and held.unit_id == held.desk_unit_id == desk.id:
            if last and last.state == WAITING:
                return last
            if last is None:
                return cls._write(held, WAITING, "", done[1], signed_by, at)
        if last and (last.state, last.done_by_id, last.to_unit_id) == done:
            return None
        if last and last.done_by:
            raise NotWaitingHere(
                _(
                    "Đồng chí %(name)s đã xử lý sáng kiến này: %(what)s.",
                    name=last.done_by,
                    what=last.words.lower(),
                )
            )
        raise NotWaitingHere(_("Sáng kiến này không còn chờ chuyển ở đơn vị đồng chí."))

    def _close(self, state: str, to: Unit, by: int | None, signed_by: str, at: dt.datetime) -> None:
        db.session.flush()
        db.session.refresh(self)  # it has gone along with its initiative
        self.state, self.to_unit_id, self.to_name = state, to.id, to.name
        self.done_by_id, self.done_by, self.done_at = by, signed_by, at
