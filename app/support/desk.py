"""The desk of a unit: what lies on it, in which tab, in which order; two statements and the page.

A desk is one range of an index (desk, state, due): however much the house holds, it costs what
lies on it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.db import db
from app.support.inside import Assignment, Part
from app.support.models import Request
from app.support.states import RUNNING, TO_DO, State
from app.units import Unit

TABS = {
    "mine": _l("Của tôi"),
    "unassigned": _l("Chưa phân công"),
    "waiting": _l("Chờ người hỏi"),
    "overdue": _l("Quá hạn"),
    "all": _l("Tất cả"),
}


@dataclass(frozen=True)
class Desk:
    """What one person sees of a unit's desk at a moment."""

    unit: Unit
    account_id: int
    at: dt.datetime
    tab: str = "all"

    @property
    def _on_it(self) -> Any:
        return sa.and_(Request.desk_unit_id == self.unit.id, Request.state.in_(TO_DO))

    @property
    def _handler(self) -> Any:
        """The account that sees to a request here."""
        return (
            sa.select(Assignment.account_id)
            .where(
                Assignment.unit_id == self.unit.id,
                Assignment.about_request_id == Request.id,
                Assignment.part == Part.HANDLES,
                Assignment.until.is_(None),
            )
            .correlate(Request)
            .scalar_subquery()
        )

    @property
    def _tabs(self) -> dict[str, Any]:
        due = sa.case((Request.first_after.is_(None), Request.first_due_at), else_=Request.due_at)
        return {
            "mine": self._handler == self.account_id,
            "unassigned": self._handler.is_(None),
            "waiting": Request.state == State.WAITING,
            "overdue": sa.and_(Request.state.in_(RUNNING), due < self.at),
            "all": sa.true(),
        }

    def counts(self) -> dict[str, int]:
        """How many are in each tab; one statement over the desk."""
        sums = [sa.func.sum(sa.case((tab, 1), else_=0)) for tab in self._tabs.values()]
        found = db.session.execute(sa.select(*sums).where(self._on_it)).one()
        return {name: int(count or 0) for name, count in zip(self._tabs, found, strict=True)}

    def listing(self) -> sa.Select[Request]:
        """The tab that is looked at: what is due soonest first, what waits for the asker last."""
        due = sa.func.coalesce(Request.first_due_at, Request.due_at)
        query = sa.select(Request).where(self._on_it, self._tabs[self.tab])
        query = query.options(sa.orm.joinedload(Request.unit), sa.orm.joinedload(Request.desk))
        return query.order_by(due.is_(None), due, Request.id)

    @classmethod
    def new_on(cls, unit: Unit) -> sa.Select[int]:
        """How many wait for a first answer: the number in the menu."""
        return sa.select(sa.func.count(Request.id)).where(
            Request.desk_unit_id == unit.id, Request.state == State.NEW
        )
