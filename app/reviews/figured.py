"""The lists behind the figures of refusals, and who decided on what they had entered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.db import db
from app.initiatives import Initiative
from app.programmes import ReasonCode, Window, all_windows, chosen
from app.reviews.figures import REFUSALS, said_of
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.reasons import ReviewReason
from app.units import Unit

KINDS = {
    "refused": _l("Bị từ chối hoặc trả lại"),
    "returned": _l("Đã trả lại"),
    "entered": _l("Người nhập đồng thời là người duyệt"),
    "namesake": _l("Tác giả trùng tên người duyệt"),
}
OF_REVIEWS = {"entered": Review.own_entry, "namesake": Review.namesake}


@dataclass(frozen=True)
class Figured:
    """What `?stage=&list=&unit=&own=&reason=` ask for; without `list` the figures themselves."""

    here: Unit
    window: Window
    at: dt.datetime
    kind: str = ""
    unit: Unit | None = None
    own: bool = False
    code: ReasonCode | None = None

    @classmethod
    def from_address(
        cls, here: Unit, now: dt.datetime, key: str = "list", asked: Any = None
    ) -> "Figured":
        """`key` is the argument that names the list; exports have a `list` of their own.

        :param asked: the arguments of an address, if not of this request's
        """
        asked = request.args if asked is None else asked
        windows = all_windows(here)
        window = chosen(windows, asked.get("stage"), asked.get("programme"), now) or abort(404)
        number = asked.get("unit", type=int)
        unit = db.session.get(Unit, number) if number else None
        if number and (unit is None or not unit.path.startswith(here.path)):
            abort(404)
        codes = ReasonCode.known(window.stage) if asked.get("reason") else []
        code = next((one for one in codes if str(one.id) == asked["reason"]), None)
        kind = asked.get(key, "")
        own = asked.get("own") == "1"
        return cls(here, window, now, kind if kind in KINDS else "", unit, own, code)

    @property
    def of_reviews(self) -> bool:
        """Whether each word is a row, and not each initiative."""
        return self.kind in OF_REVIEWS

    @property
    def kind_name(self) -> str:
        return str(KINDS.get(self.kind, ""))

    @property
    def address(self) -> dict[str, Any]:
        """The same again."""
        return {
            **self.window.address,
            "list": self.kind or None,
            "unit": self.unit.id if self.unit else None,
            "own": "1" if self.own else None,
            "reason": self.code.id if self.code else None,
        }

    def query(self) -> sa.Select[Any]:
        """The initiatives behind a figure, unit by unit, or the reviews of a list of reviews."""
        return self._reviews() if self.of_reviews else self.initiatives()

    def count(self, kind: str) -> int:
        """How many reviews a list of reviews has in the whole subtree."""
        query = (
            sa.select(sa.func.count(Review.id))
            .join(Initiative, Initiative.id == Review.initiative_id)
            .where(*said_of(self.here, self.window, self.at), OF_REVIEWS[kind])
        )
        return db.session.scalar(query) or 0

    def initiatives(self) -> sa.Select[Any]:
        """The initiatives of any of the lists, each once."""
        wanted = (Outcome.RETURNED,) if self.kind == "returned" else REFUSALS
        said = (
            sa.select(Review.initiative_id)
            .join(Initiative, Initiative.id == Review.initiative_id)
            .where(*self._where(), OF_REVIEWS.get(self.kind, Review.outcome.in_(wanted)))
        )
        if self.code:
            said = said.join(ReviewReason, ReviewReason.review_id == Review.id)
            said = said.where(ReviewReason.reason_code_id == self.code.id)
        return (
            sa.select(Initiative)
            .where(Initiative.id.in_(said))
            .options(joinedload(Initiative.unit), selectinload(Initiative.authors))
            .order_by(Initiative.unit_path, Initiative.id)
        )

    def _reviews(self) -> sa.Select[Any]:
        return (
            sa.select(Review)
            .join(Review.initiative)
            .where(*self._where(), OF_REVIEWS[self.kind])
            .options(
                contains_eager(Review.initiative).options(
                    joinedload(Initiative.unit), selectinload(Initiative.authors)
                )
            )
            .order_by(Review.at.desc(), Review.id.desc())
        )

    def _where(self) -> list[sa.ColumnElement[bool]]:
        return said_of(self.unit or self.here, self.window, self.at, own=self.own)
