"""Texts to copy into Zalo."""

from typing import Any

from flask import g, request

from app.access import Permission
from app.progress.asking import Asked
from app.progress.choosing import STATUSES, Choice
from app.progress.messages import Letters
from app.progress.room import room
from app.progress.routes import frame
from app.web.pages import page_of_rows
from app.web.rendering import render


@room.get("/message", access=Permission.VIEW)
def message() -> Any:
    """The unit's own, and one for each unit below, as they are filtered; of each page one list."""
    asked, choice = Asked.from_address(g.unit, request.args), Choice.from_address(request.args)
    table = asked.table()
    letters = Letters.of(g.unit, table)
    page = page_of_rows([line for line in choice.shown(table).lines if line.kind == "unit"])
    return render(
        "progress/message.html",
        **frame(asked, "progress.message"),
        table=table,
        choice=choice,
        statuses=STATUSES,
        own=letters.own(),
        page=page,
        texts=[letters.to(line) for line in page.rows],
    )
