"""The room of lists."""

from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.web.room import Menu, Room

room = Room(
    "intake",
    "app.intake",
    menu=[Menu(40, _l("Nhập danh sách"), "upload", "intake.new", Permission.TAKE_IN)],
)
