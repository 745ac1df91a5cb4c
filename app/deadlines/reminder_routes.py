"""Reminders as they went out, with their texts."""

from typing import Any

from flask import g

from app.access import Permission
from app.deadlines.reminders import Reminder
from app.deadlines.room import room
from app.web.pages import page_of
from app.web.rendering import render


@room.get("/reminders/sent", access=Permission.VIEW)
def sent() -> Any:
    return render("deadlines/sent.html", page=page_of(Reminder.sent_by(g.unit)))
