"""The room of campaigns; it has no entry in the menu of its own: "Đôn đốc" and the first page lead
here."""

from app.web.room import Room

room = Room("campaigns", __name__)
