"""The room of quotas; its addresses stand in `routes` and in the modules that `routes` names."""

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.quotas import tasks
from app.web.room import Menu, Room


def _waiting() -> Any:
    return tasks.count(g.unit)


room = Room(
    "quotas",
    __name__,
    menu=[Menu(45, _l("Chỉ tiêu"), "target", "quotas.overview", Permission.VIEW, _waiting)],
)
