"""The room of quotas; its addresses stand in `routes` and in the modules that `routes` names."""

from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.web.room import Menu, Room

room = Room(
    "quotas",
    __name__,
    menu=[Menu(45, _l("Chỉ tiêu"), "target", "quotas.overview", Permission.VIEW)],
)
