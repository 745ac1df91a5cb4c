"""The lists that can be given out, each as its page is filtered."""

import datetime as dt
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.db import db
from app.initiatives import Filters, Initiative, Lacking, Misplaced, State
from app.portal import Asked
from app.programmes import Stage, Window, running, windows
from app.reviews import Figured
from app.sheets import MOST_ROWS
from app.similar import FILE, TEXT, Similar
from app.units import Unit
from app.web.errors import Refused

AT_ONCE = 5_000
"""Rows of a file that is given out at once; longer ones the worker writes."""
MOST = MOST_ROWS - 100
"""Rows of one file: a worksheet's, less what stands over and under the list."""


class TooMany(Refused):
    status = 422
    message = _l(
        "Danh sách dài hơn một trang tính Excel chứa được (1.048.576 dòng). Xin lọc theo đơn vị, "
        "giai đoạn, đối tượng hoặc trạng thái rồi tải từng phần."
    )


@dataclass(frozen=True)
class Listed:
    """A list somebody asked for at a unit.

    `window`: the one stage that it has; None if it may have several. `address`: its filters, as
    an address names them, none of them left to the day on which it is read again; `words`: the
    same for people.
    """

    what: str
    unit: Unit
    at: dt.datetime
    query: sa.Select[Any]
    window: Window | None
    address: Mapping[str, str]
    words: Sequence[str]

    @property
    def name(self) -> str:
        return str(NAMES[self.what])

    def count(self) -> int:
        """How many rows it has.

        :raises TooMany: more than a file may hold
        """
        number = db.session.scalar(sa.select(sa.func.count()).select_from(self._ids.subquery()))
        if (number or 0) > MOST:
            raise TooMany()
        return number or 0

    def ids(self) -> "array[int]":
        """The ids of its rows in their order."""
        ordered = self.query.with_only_columns(Initiative.id)
        found = db.session.scalars(ordered.execution_options(yield_per=10_000))
        return array("q", found)

    def stages(self) -> list[Stage]:
        """The stages of its rows, the oldest first; of an empty list the one that runs."""
        if self.window:
            return [self.window.stage]
        inside = db.session.scalars(self._ids.with_only_columns(Initiative.stage_id).distinct())
        now = running(windows(self.unit), self.at)
        return Stage.numbered(inside) or ([now.stage] if now else [])

    @property
    def _ids(self) -> sa.Select[Any]:
        return self.query.order_by(None).with_only_columns(Initiative.id)


Given = MultiDict[str, str]
Maker = Callable[[Unit, Given, dt.datetime], Listed]


def asked(unit: Unit, given: Given, at: dt.datetime) -> Listed | None:
    """The list that the arguments of an address name, with its filters."""
    make = LISTS.get(given.get("list", "initiatives"))
    return make(unit, given, at) if make else None


def again(unit: Unit, what: str, address: Mapping[str, str], at: dt.datetime) -> Listed | None:
    """The same list as it was asked for, from what was kept of it."""
    return asked(unit, MultiDict({**address, "list": what}), at)


def _initiatives(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    filters = Filters.from_address(windows(unit), at, given)
    words = [
        dict(filters.state_choices).get(filters.state),
        filters.text and f"“{filters.text}”",
        filters.group and _("đối tượng %(number)s", number=filters.group),
        filters.own and _("của riêng đơn vị"),
    ]
    told = filters.window, filters.address, words
    return _listed("initiatives", unit, at, filters.query(unit), *told)


def _queue(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    said = given.get("state", "")
    state = State(said) if said in set(State) else State.ENDORSED
    told = None, {"state": state.value}, [dict(Filters((), None).state_choices)[state.value]]
    return _listed("queue", unit, at, Initiative.on_desk(unit, state), *told)


def _misplaced(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    return _listed("misplaced", unit, at, Misplaced.desk_of(unit), None, {}, [])


def _lacking(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    lacking = Lacking.from_address(unit, at, given)
    words = [lacking.unit and lacking.unit.name, lacking.field_name]
    return _listed("lacking", unit, at, lacking.query(), lacking.window, lacking.address, words)


def _not_on_portal(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    wanted = Asked.from_address(unit, at, given)
    words = [
        wanted.unit.id != unit.id and wanted.unit.name,
        wanted.registered and _("cả sáng kiến đang xem xét"),
    ]
    return _listed("portal", unit, at, wanted.query(), wanted.window, wanted.address, words)


def _refused(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    figured = Figured.from_address(unit, at, "of", given)
    address = {**figured.address, "list": None, "of": figured.kind}
    words = [
        figured.kind_name,
        figured.unit and figured.unit.name,
        figured.code and figured.code.text,
    ]
    return _listed("refused", unit, at, figured.initiatives(), figured.window, address, words)


def _similar(unit: Unit, given: Given, at: dt.datetime) -> Listed:
    kind, least = given.get("kind", ""), given.get("least", 0, type=int)
    kind = kind if kind in ALIKE else ""
    query = Similar.initiatives(unit.path, kind=kind, least=least)
    words = [ALIKE.get(kind), least and _("giống từ %(percent)s%%", percent=least)]
    address = {"kind": kind, "least": least or None}
    return _listed("similar", unit, at, query, None, address, words)


def _listed(
    what: str,
    unit: Unit,
    at: dt.datetime,
    query: sa.Select[Any],
    window: Window | None,
    address: Mapping[str, Any],
    words: Sequence[Any],
) -> Listed:
    kept = {name: str(value) for name, value in address.items() if value not in (None, "")}
    said = [str(word) for word in (window and window.label, *words) if word]
    return Listed(what, unit, at, query, window, kept, said)


ALIKE = {TEXT: _l("giống về nội dung"), FILE: _l("giống về tệp đính kèm")}
NAMES = {
    "initiatives": _l("Mọi sáng kiến"),
    "queue": _l("Sáng kiến chờ quyết định"),
    "misplaced": _l("Sáng kiến ở “Đơn vị khác”"),
    "lacking": _l("Sáng kiến thiếu hồ sơ"),
    "refused": _l("Sáng kiến bị từ chối hoặc trả lại"),
    "similar": _l("Sáng kiến giống nhau, chưa kết luận"),
    "portal": _l("Sáng kiến chưa cập nhật lên cổng"),
}
FILES = {
    "initiatives": "sang-kien",
    "queue": "cho-duyet",
    "misplaced": "don-vi-khac",
    "lacking": "thieu-ho-so",
    "refused": "tu-choi",
    "similar": "sang-kien-giong",
    "portal": "chua-len-cong",
}
"""What a file's name begins with."""
LISTS: dict[str, Maker] = {
    "initiatives": _initiatives,
    "queue": _queue,
    "misplaced": _misplaced,
    "lacking": _lacking,
    "similar": _similar,
    "portal": _not_on_portal,
    "refused": _refused,
}
