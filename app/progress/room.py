"""The room of progress; its addresses stand in `routes` and in the modules that `routes` names."""

from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.web.room import Menu, Room

room = Room(
    "progress",
    __name__,
    menu=[Menu(15, _l("Tiến độ"), "chart", "progress.unit", Permission.VIEW)],
)
