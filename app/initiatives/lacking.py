""" "Thiếu hồ sơ": what registered initiatives lack, unit by unit. A remark, never a state."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.db import db
from app.initiatives.models import Initiative
from app.initiatives.states import REGISTERED, State
from app.programmes import Window, running, windows
from app.tenancy import Scope
from app.units import Unit
from app.web.pages import SIZE, Page

FIELDS = {
    "recognition_kind": _l("Hình thức công nhận"),
    "recognised_on": _l("Ngày công nhận"),
    "benefit_claimed": _l("Giá trị làm lợi"),
}
STATES = sorted(REGISTERED | {State.RETURNED})


@dataclass(frozen=True)
class Lacking:
    """What `?stage=&unit=&field=` ask for: all of a subtree, or of one unit, or lacking one thing.

    `unit` is None for the whole subtree, `field` "" for whatever is missing.
    """

    here: Unit
    windows: Sequence[Window]
    window: Window | None
    unit: Unit | None
    field: str

    @classmethod
    def from_address(
        cls, here: Unit, now: dt.datetime | None = None, asked: Any = None
    ) -> "Lacking":
        """:param asked: the arguments of an address, if not of this request's"""
        asked = request.args if asked is None else asked
        known = windows(here)
        named = [w for w in known if w.stage.code == asked.get("stage")]
        number = asked.get("unit", type=int)
        unit = db.session.get(Unit, number) if number else None
        if number and (unit is None or not unit.path.startswith(here.path)):
            abort(404)
        field = asked.get("field", "") if asked.get("field") in FIELDS else ""
        window = named[0] if named else running(known, now or clock.now())
        return cls(here, known, window, unit, field)

    @property
    def address(self) -> dict[str, Any]:
        """The same again."""
        return {
            "stage": self.window.stage.code if self.window else None,
            "unit": self.unit.id if self.unit else None,
            "field": self.field or None,
        }

    @property
    def of_rows(self) -> bool:
        """Whether rows are asked for, not figures."""
        return bool(self.unit or self.field)

    @property
    def field_name(self) -> str:
        """What is missing, in words."""
        return str(FIELDS.get(self.field, ""))

    def query(self) -> sa.Select[Any]:
        """The initiatives, unit by unit."""
        return (
            sa.select(Initiative)
            .where(*self._where())
            .options(joinedload(Initiative.unit), selectinload(Initiative.authors))
            .order_by(Initiative.unit_path, Initiative.id)
        )

    def totals(self) -> dict[str, int]:
        """How many lack each thing, and under "" how many lack any; of the whole subtree."""
        row = db.session.execute(sa.select(*self._sums()).where(*self._where())).one()
        return dict(zip(["", *FIELDS], map(int, row), strict=True))

    def by_unit(self) -> Page:
        """(unit, how many lack any, how many lack each) page by page, in one statement."""
        units = sa.func.count(sa.distinct(Initiative.unit_id))
        total = db.session.scalar(sa.select(units).where(*self._where())) or 0
        number = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-total // SIZE)))
        query = (
            sa.select(Unit, *self._sums())
            .join(Initiative, Initiative.unit_id == Unit.id)
            .where(*self._where())
            .group_by(Unit.id)
            .order_by(Unit.path)
            .limit(SIZE)
            .offset((number - 1) * SIZE)
        )
        rows = [
            (unit, dict(zip(["", *FIELDS], map(int, sums), strict=True)))
            for unit, *sums in db.session.execute(query)
        ]
        return Page(rows, number, total)

    def _where(self) -> list[Any]:
        low, high = Scope(self.here.path).bounds
        stage = self.window.stage.id if self.window else None
        where = _lacks(stage, [self.field] if self.field else FIELDS)
        if self.unit:
            return [*where, Initiative.unit_path == self.unit.path]
        return [*where, Initiative.unit_path >= low, Initiative.unit_path < high]

    def _sums(self) -> list[Any]:
        def many(condition: Any) -> Any:
            return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

        each = [many(getattr(Initiative, name).is_(None)) for name in FIELDS]
        return [sa.func.count(Initiative.id), *each]


def lacking_by(unit: Unit, stage_id: int, branch: Any) -> dict[str, int]:
    """How many initiatives of a subtree lack any of these, by what `branch` makes of a path."""
    low, high = Scope(unit.path).bounds
    rows = db.session.execute(
        sa.select(branch, sa.func.count())
        .where(*_lacks(stage_id, FIELDS))
        .where(Initiative.unit_path >= low, Initiative.unit_path < high)
        .group_by(branch)
    )
    return {path: int(number) for path, number in rows}


def _lacks(stage_id: int | None, fields: Iterable[str]) -> list[Any]:
    """The conditions of being registered, or sent back, without one of some fields."""
    return [
        Initiative.stage_id == stage_id,
        Initiative.state.in_(STATES),
        sa.or_(*(getattr(Initiative, name).is_(None) for name in fields)),
    ]
