"""The page of what is missing."""

from typing import Any

from flask import g

from app.access import Permission
from app.initiatives.lacking import FIELDS, Lacking
from app.initiatives.routes import room
from app.web.pages import page_of
from app.web.rendering import render


@room.get("/lacking", access=Permission.VIEW)
def lacking() -> Any:
    """Figures unit by unit; the rows behind a figure once it is chosen."""
    asked = Lacking.from_address(g.unit)
    return render(
        "initiatives/lacking.html",
        "list",
        asked=asked,
        fields=FIELDS,
        totals=asked.totals(),
        page=page_of(asked.query()) if asked.of_rows else asked.by_unit(),
    )
