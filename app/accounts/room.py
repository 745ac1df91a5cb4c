"""The room of accounts; its addresses stand in `routes`, `signing` and `factor_pages`."""

from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.web.room import Menu, Room

room = Room(
    "accounts",
    __name__,
    menu=[Menu(80, _l("Người dùng"), "people", "accounts.people", Permission.MANAGE_PEOPLE)],
)
