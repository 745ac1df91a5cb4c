"""The desk of a unit: what lies on it, in which tab, in which order; two statements and the page.

A desk is one range of an index (desk, state, due): however much the house holds, it costs what
lies on it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import lazy_gettext as _l

from app.db import db
from app.support.inside import Assignment, Part
from app.support.models import Request
from app.support.states import RUNNING, TO_DO, State
from app.units import Unit
from app.vietnamese import fold
from app.web.pages import SIZE, Page, page_of

TABS = {
    "all": _l("Tất cả"),
    "mine": _l("Của tôi"),
    "unassigned": _l("Chưa phân công"),
    "waiting": _l("Chờ người hỏi"),
    "overdue": _l("Quá hạn"),
    "followed": _l("Đang theo dõi"),
}
NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""When something is due whose clocks stand: it comes last."""


@dataclass(frozen=True)
class Desk:
    """What one person sees of a unit's desk at a moment; it lives in the address.

    :param text: what is searched for, with or without marks; "" for all
    """

    unit: Unit
    account_id: int
    at: dt.datetime
    tab: str = "all"
    text: str = ""

    @classmethod
    def from_address(cls, unit: Unit, account_id: int, at: dt.datetime) -> "Desk":
        """What `?tab=&q=` ask for."""
        tab, text = request.args.get("tab", ""), request.args.get("q", "").strip()[:200]
        return cls(unit, account_id, at, tab if tab in TABS else "all", text)

    @property
    def name(self) -> str:
        return str(TABS[self.tab])

    @property
    def named(self) -> str | None:
        """The tab as the address names it: None for the one it opens at."""
        return None if self.tab == "all" else self.tab

    @property
    def address(self) -> dict[str, str]:
        """The same again, as short as can be."""
        asked = {"tab": self.named, "q": self.text}
        return {name: value for name, value in asked.items() if value}

    # --- its rows ---

    def counts(self) -> dict[str, int]:
        """How many are in each tab, whatever is searched for; one statement over the desk."""
        tabs = self._tabs
        sums = [sa.func.sum(sa.case((tab, 1), else_=0)) for tab in tabs.values()]
        followed = sa.select(sa.func.count(Request.id)).where(self._followed).correlate(None)
        query = sa.select(*sums, followed.scalar_subquery()).select_from(Request)
        found = db.session.execute(query.where(self._on_it)).one()
        names = (*tabs, "followed")
        return {name: int(count or 0) for name, count in zip(names, found, strict=True)}

    def listing(self) -> sa.Select[Request]:
        """The tab that is looked at: what is due soonest first, what waits for the asker last."""
        query = sa.select(Request).options(
            sa.orm.joinedload(Request.unit).load_only(Unit.name),
            sa.orm.joinedload(Request.desk).load_only(Unit.name),
        )
        return self._narrowed(query).order_by(self._due, Request.id)

    def page(self, total: int | None = None, around: Request | None = None) -> Page:
        """The page that the address asks for, or else the one in which `around` stands.

        :param total: of the tab, if it is known; what is searched for is counted anew
        """
        total = None if self.text else total
        here = around is not None and around.lies_on(self.unit) and around.is_to_do
        if around is None or not here or "page" in request.args:
            return page_of(self.listing(), total)
        due = around.first_due_at or around.due_at or NEVER
        before = sa.or_(self._due < due, sa.and_(self._due == due, Request.id < around.id))
        query = self._narrowed(sa.select(sa.func.count(Request.id))).where(before)
        return page_of(self.listing(), total, number=(db.session.scalar(query) or 0) // SIZE + 1)

    @classmethod
    def new_on(cls, unit: Unit) -> sa.Select[int]:
        """How many wait for a first answer: the number in the menu."""
        return sa.select(sa.func.count(Request.id)).where(
            Request.desk_unit_id == unit.id, Request.state == State.NEW
        )

    # --- its conditions ---

    def _narrowed(self, query: sa.Select[Any]) -> sa.Select[Any]:
        if self.tab == "followed":
            query = query.where(self._followed)
        else:
            query = query.where(self._on_it, self._tabs[self.tab])
        if not self.text:
            return query
        words = fold(self.text)
        named = Unit.search.contains(words, autoescape=True)
        asks = sa.select(Unit.id).where(Unit.id == Request.unit_id, named).correlate(Request)
        number = self.text.lstrip("#")
        return query.where(
            sa.or_(
                Request.search.contains(words, autoescape=True),
                asks.exists(),
                Request.id == (int(number) if number.isdecimal() and len(number) < 10 else 0),
            )
        )

    @property
    def _due(self) -> Any:
        never = sa.literal(NEVER, Request.due_at.type)
        return sa.func.coalesce(Request.first_due_at, Request.due_at, never)

    @property
    def _on_it(self) -> Any:
        return sa.and_(Request.desk_unit_id == self.unit.id, Request.state.in_(TO_DO))

    @property
    def _followed(self) -> Any:
        """What this person follows, wherever it lies now."""
        follows = self._live(Part.FOLLOWS).with_only_columns(Assignment.about_request_id)
        mine = follows.where(Assignment.account_id == self.account_id)
        return sa.and_(Request.id.in_(mine), Request.state.in_(TO_DO))

    @property
    def _handler(self) -> Any:
        """The account that sees to a request here."""
        handles = self._live(Part.HANDLES).with_only_columns(Assignment.account_id)
        handles = handles.where(Assignment.about_request_id == Request.id)
        return handles.correlate(Request).scalar_subquery()

    def _live(self, part: Part) -> sa.Select[Any]:
        return sa.select(Assignment).where(
            Assignment.unit_id == self.unit.id, Assignment.part == part, Assignment.until.is_(None)
        )

    @property
    def _tabs(self) -> dict[str, Any]:
        """What lies on the desk, by tab."""
        due = sa.case((Request.first_after.is_(None), Request.first_due_at), else_=Request.due_at)
        return {
            "all": sa.true(),
            "mine": self._handler == self.account_id,
            "unassigned": self._handler.is_(None),
            "waiting": Request.state == State.WAITING,
            "overdue": sa.and_(Request.state.in_(RUNNING), due < self.at),
        }
