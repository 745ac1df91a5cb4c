"""Taking a list: the rows that are well become initiatives of the list's own unit."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import journal
from app.db import db
from app.initiatives import ConsentWay, Initiative, State, Way
from app.intake.rows import BatchRow
from app.programmes import Window
from app.units import Unit, UnitAlias
from app.vietnamese import name_key
from app.web.errors import Refused

CHECKED, TAKEN = "checked", "taken"


class UnitUnknown(Refused):
    message = _l("Chưa biết danh sách của đơn vị nào. Xin chọn đơn vị trước khi nhận.")


class Taking:
    """How a batch is taken, step by step."""

    if TYPE_CHECKING:
        about: Any
        stage: Any
        state: Any
        taken_at: Any
        by_id: Any
        unit_line: Any
        rows: Any
        window: Any
        is_taken: Any
        _compare: Any

    def take(self, *, by: int | None, at: dt.datetime) -> list[Initiative]:
        """Make initiatives of the rows that are well; the others stay as they are.

        A list under the committee's name arrives as confirmed. Taking twice changes nothing.

        :raises UnitUnknown: nobody has said whose list it is
        :raises TooLate: the stage is over there
        """
        window = self.window
        if self.about is None or window is None:
            raise UnitUnknown()
        self._wait(self.about)
        if self.is_taken:
            return []
        self._compare()
        taken = [self._take(row, window, by=by, at=at) for row in self.rows if row.takeable]
        if taken:
            self.state, self.taken_at, self.by_id = TAKEN, at, by
            self._remember(self.about)
            journal.record("batch.take", self, by=by, at=at, fields=["state"])
        return taken

    def _wait(self, about: Unit) -> None:
        """Of two who take lists of one unit at once the second waits, and sees what there is."""
        one = sa.select(Unit.id).where(Unit.id == about.id)
        db.session.execute(one.with_for_update(key_share=True))
        db.session.refresh(self, ["state"])

    def _take(
        self, row: BatchRow, window: Window, *, by: int | None, at: dt.datetime
    ) -> Initiative:
        assert self.about is not None
        initiative = Initiative.draft(
            self.about,
            self.stage,
            authors=row.authors(),
            way=Way.LIST,
            consent=ConsentWay.LIST,
            by=by,
            at=at,
            **row.facts(),
        )
        initiative.submit(window, by=by, at=at)
        if initiative.state == State.SUBMITTED:  # a grassroots union's
            initiative.endorse(by=by, at=at)
        row.initiative_id, row.typed = initiative.id, {}
        return initiative

    def _remember(self, about: Unit) -> None:
        """The next list of that spelling is known by itself."""
        if self.unit_line and name_key(self.unit_line) != about.name_key:
            UnitAlias.remember(about, self.unit_line)
