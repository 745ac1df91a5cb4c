"""The queue of a desk: its views, each one range of one index, oldest first."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.db import db
from app.initiatives import Author, Initiative, State
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.units import Unit
from app.vietnamese import fold
from app.web.pages import SIZE, Page, page_of

SOON_AFTER = dt.timedelta(days=7)
OVERDUE_AFTER = dt.timedelta(days=14)
"""How long one waits before it is coloured, and before it is overdue."""


class View(StrEnum):
    """What a desk can look at. The first two are named by the state that waits there."""

    ENDORSED = "endorsed"
    SUBMITTED = "submitted"
    MINE = "mine"
    OVERDUE = "overdue"
    RETURNED = "returned"
    SENT_BACK = "sent-back"
    DRAFT = "draft"

    @classmethod
    def first(cls, desk: Unit) -> "View":
        """What a queue opens at: a grassroots union confirms, the others decide."""
        return cls.SUBMITTED if desk.kind and desk.kind.grassroots else cls.ENDORSED


NAMES = {
    View.ENDORSED: _l("Chờ quyết định"),
    View.SUBMITTED: _l("Chờ xác nhận"),
    View.MINE: _l("Của tôi"),
    View.OVERDUE: _l("Quá 14 ngày"),
    View.RETURNED: _l("Đang bổ sung"),
    View.SENT_BACK: _l("Đã trả, chờ nộp lại"),
    View.DRAFT: _l("Bản nháp"),
}


@dataclass(frozen=True)
class Queue:
    """One view of a desk, as somebody has asked for it; it lives in the address.

    :param person_id: the account that looks
    :param text: what is searched for, with or without marks; "" for all
    """

    desk: Unit
    person_id: int
    view: View
    text: str
    now: dt.datetime

    @classmethod
    def from_address(
        cls, desk: Unit, person_id: int, now: dt.datetime, shown: Initiative | None = None
    ) -> "Queue":
        """What `?view=&q=` ask for; without a view, the one in which `shown` lies."""
        asked = request.args.get("view", "")
        view = View(asked) if asked in set(View) else _view_of(desk, shown)
        return cls(desk, person_id, view, request.args.get("q", "").strip()[:200], now)

    @property
    def address(self) -> dict[str, str]:
        """The same again, as short as can be."""
        asked = {"view": self.named, "q": self.text}
        return {name: value for name, value in asked.items() if value}

    @property
    def named(self) -> str | None:
        """The view as the address names it: None for the one it opens at."""
        return None if self.view is View.first(self.desk) else self.view.value

    @property
    def name(self) -> str:
        return str(NAMES[self.view])

    @property
    def waits(self) -> bool:
        """Whether what is shown waits for a word of this desk."""
        return self.view in (View.ENDORSED, View.SUBMITTED, View.MINE, View.OVERDUE)

    # --- its rows ---

    def rows(self) -> sa.Select[Any]:
        """The initiatives of the view that hold the text, with unit and authors, oldest first."""
        columns: tuple[Any, ...] = (
            *(Initiative.title, Initiative.state, Initiative.desk_since, Initiative.unit_id),
            *(Initiative.benefit_claimed, Initiative.submitted_at, Initiative.version),
            Initiative.desk_unit_id,
        )
        return (
            self._range()
            .options(
                load_only(*columns),
                joinedload(Initiative.unit).load_only(Unit.name),
                joinedload(Initiative.second_look),  # type: ignore[attr-defined]
                selectinload(Initiative.authors).load_only(
                    Author.full_name, Author.initiative_id, Author.position
                ),
            )
            .order_by(Initiative.desk_since, Initiative.id)
        )

    def matching(self) -> sa.Select[Any]:
        """The same initiatives bare, in no order."""
        return self._range()

    def counts(self) -> dict[View, int]:
        """How many each view holds, whatever is searched for, in one statement."""
        return self.counts_and()[0]

    def counts_and(self, *more: sa.Select[Any]) -> tuple[dict[View, int], list[Any]]:
        """The same, and beside it in that statement what selects of one value say."""
        numbers = [
            _count(sa.select(Initiative).where(*self._holds(view))).scalar_subquery()
            for view in View
        ]
        asked = sa.select(*numbers, *(one.scalar_subquery() for one in more))
        row = db.session.execute(asked).one()
        return dict(zip(View, row, strict=False)), list(row[len(View) :])

    def page(self, total: int | None = None, around: Initiative | None = None) -> Page:
        """The page that the address asks for, or else the one in which `around` stands.

        :param total: of the view, if it is known; what is searched for is counted anew
        """
        total = None if self.text else total
        if around is None or "page" in request.args:
            return page_of(self.rows(), total)
        before = sa.or_(
            Initiative.desk_since < around.desk_since,
            sa.and_(Initiative.desk_since == around.desk_since, Initiative.id < around.id),
        )
        above = db.session.scalar(_count(self._range().where(before))) or 0
        return page_of(self.rows(), total, number=above // SIZE + 1)

    def after(self, since: dt.datetime, number: int) -> Initiative | None:
        """What is read next, after the initiative `number` that lay here since then.

        The one below it, or else the first; none on which this person has said his word already.
        """
        below = sa.or_(
            Initiative.desk_since > since,
            sa.and_(Initiative.desk_since == since, Initiative.id > number),
        )
        rows = self.rows().where(Initiative.id != number, self._is_open()).limit(1)
        for query in (rows.where(Initiative.desk_since >= since, below), rows):
            found = db.session.scalars(query).unique().first()
            if found is not None:
                return found
        return None

    def tone(self, initiative: Initiative) -> str:
        """The colour of its waiting: "late", "soon" or ""."""
        waited = self.now - initiative.desk_since
        if self.view is View.DRAFT or waited < SOON_AFTER:
            return ""
        return "late" if waited >= OVERDUE_AFTER else "soon"

    def _range(self) -> sa.Select[Any]:
        query = sa.select(Initiative).where(*self._holds(self.view))
        if self.text:
            query = query.where(Initiative.search.contains(fold(self.text), autoescape=True))
        return query

    def _holds(self, view: View) -> tuple[sa.ColumnElement[bool], ...]:
        """The condition of a view: equal in all columns of an index but its last, the time."""
        here = Initiative.desk_unit_id == self.desk.id
        waiting = Initiative.state == View.first(self.desk).value
        match view:
            case View.MINE:
                return Initiative.desk_person_id == self.person_id, waiting, here
            case View.OVERDUE:
                return here, waiting, Initiative.desk_since <= self.now - OVERDUE_AFTER
            case View.SENT_BACK:
                return Initiative.sent_back_by_id == self.desk.id, ~here
        return here, Initiative.state == State(view.value)

    def _is_open(self) -> sa.ColumnElement[bool]:
        """This person has not agreed to it yet, where the step asks for two."""
        agreed = sa.select(Review.id).where(
            Review.initiative_id == Initiative.id,
            Review.reviewer_id == self.person_id,
            Review.outcome == Outcome.AGREED,
            Review.undone_at.is_(None),
            Review.at > Initiative.desk_since,
        )
        return sa.or_(Initiative.agreed == 0, ~agreed.exists())


def _count(query: sa.Select[Any]) -> sa.Select[int]:
    return query.with_only_columns(sa.func.count(Initiative.id))


def _view_of(desk: Unit, shown: Initiative | None) -> View:
    if shown is not None and shown.desk_unit_id == desk.id and shown.state in set(View):
        return View(shown.state)
    if shown is not None and shown.sent_back_by_id == desk.id:
        return View.SENT_BACK
    return View.first(desk)
