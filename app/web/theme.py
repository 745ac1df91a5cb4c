"""Light, dark, or as the system has it: a cookie, chosen in the menu."""

from typing import Any

from flask import Response, redirect, request

from app.web.room import PUBLIC, Room

THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600

room = Room("web", __name__, path="")


@room.post("/theme", access=PUBLIC, at_unit=False)
def theme() -> Any:
    """Keep the choice and go back to the page it was made on."""
    response: Response = redirect(request.referrer or "/", 303)  # type: ignore[assignment]
    if request.form.get("theme") in THEMES:
        response.set_cookie(
            "theme", request.form["theme"], max_age=YEAR, samesite="Lax", httponly=True
        )
    return response


def chosen() -> str:
    """The theme of this request."""
    theme = request.cookies.get("theme", "auto")
    return theme if theme in THEMES else "auto"
