"""The lists that can be given out, each as its page is filtered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g, request
from flask_babel import lazy_gettext as _l

from app import clock
from app.db import db
from app.initiatives import Filters, Initiative, Lacking, Misplaced, State
from app.portal import Asked
from app.programmes import Window, running, windows
from app.reviews import Figured
from app.web.errors import Refused

MOST = 50_000
"""Rows of one file."""


class TooMany(Refused):
    status = 422
    message = _l("Danh sách có hơn 50.000 dòng. Xin lọc theo đơn vị, giai đoạn hoặc trạng thái.")


@dataclass(frozen=True)
class Listed:
    """A list somebody asked for: what it holds, its stage, its name in a file's name."""

    name: str
    query: sa.Select[Any]
    window: Window | None

    def count(self) -> int:
        """How many rows it has.

        :raises TooMany: more than a file may hold
        """
        plain = self.query.order_by(None).with_only_columns(Initiative.id)
        number = db.session.scalar(sa.select(sa.func.count()).select_from(plain.subquery())) or 0
        if number > MOST:
            raise TooMany()
        return number


def asked() -> Listed | None:
    """The list that the address names, with its filters."""
    make = LISTS.get(request.args.get("list", "initiatives"))
    return make() if make else None


def _initiatives() -> Listed:
    filters = Filters.from_address(windows(g.unit), clock.now())
    return Listed("sang-kien", filters.query(g.unit), filters.window)


def _queue() -> Listed:
    said = request.args.get("state", "")
    state = State(said) if said in set(State) else State.ENDORSED
    return Listed("cho-duyet", Initiative.on_desk(g.unit, state), _running())


def _misplaced() -> Listed:
    return Listed("don-vi-khac", Misplaced.desk_of(g.unit), _running())


def _lacking() -> Listed:
    lacking = Lacking.from_address(g.unit)
    return Listed("thieu-ho-so", lacking.query(), lacking.window)


def _not_on_portal() -> Listed:
    asked = Asked.from_address()
    return Listed("chua-len-cong", asked.query(), asked.window)


def _refused() -> Listed:
    asked = Figured.from_address(g.unit, clock.now(), key="of")
    return Listed("tu-choi", asked.initiatives(), asked.window)


def _running() -> Window | None:
    return running(windows(g.unit), clock.now())


NAMES = {
    "initiatives": _l("Mọi sáng kiến"),
    "queue": _l("Sáng kiến chờ quyết định"),
    "misplaced": _l("Sáng kiến ở “Đơn vị khác”"),
    "lacking": _l("Sáng kiến thiếu hồ sơ"),
    "refused": _l("Sáng kiến bị từ chối hoặc trả lại"),
    "portal": _l("Sáng kiến chưa cập nhật lên cổng"),
}
LISTS: dict[str, Callable[[], Listed]] = {
    "initiatives": _initiatives,
    "queue": _queue,
    "misplaced": _misplaced,
    "lacking": _lacking,
    "portal": _not_on_portal,
    "refused": _refused,
}
