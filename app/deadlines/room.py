"""The room of urging, and its entry in the menu."""

from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.deadlines.escalations import Escalation
from app.web.room import Menu, Room


def _waiting() -> Any:
    return Escalation.waiting_count(g.unit)


URGING = ("visits", "campaigns")  # rooms above and beside this one, known by name alone

room = Room(
    "deadlines",
    __name__,
    menu=[Menu(46, _l("Đôn đốc"), "flag", "deadlines.today", Permission.VIEW, _waiting, URGING)],
)
