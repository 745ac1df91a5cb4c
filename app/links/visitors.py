"""What pages of visitors share: the door that a link opens, a few seconds' patience, refusals.

Nobody is signed in there and no session is kept. Forms carry no token: there is no authority that
a foreign page could ride on, and a page that lay open for hours must still be able to send.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, abort, g
from werkzeug.exceptions import RequestEntityTooLarge

from app.db import TooSlow, db, hurry
from app.links import codes
from app.links.models import UnitLink
from app.tenancy import Opening, door
from app.web.rendering import render
from app.web.room import Room

PATIENCE = 3
"""Seconds that a visitor waits for the database; then it is "try again", nothing typed lost."""

AGAIN = {429: 600, 503: 5}
"""Seconds to wait, by the answer's status."""


class Stopped(Exception):
    """The link is over. Its page says nothing of the unit."""


def open_to_all(app: Flask, room: Room) -> None:
    """Open the addresses of a room of visitors, and answer there in their words."""
    app.extensions["csrf"].exempt(room)
    app.register_blueprint(room)


def guard(room: Room) -> None:
    """Refusals of a room of visitors, as pages that ask nobody to sign in."""
    room.register_error_handler(404, _unknown)
    room.register_error_handler(Stopped, _stopped)
    for busy in (sa.exc.OperationalError, sa.exc.TimeoutError, TooSlow):
        room.register_error_handler(busy, _busy)
    room.register_error_handler(RequestEntityTooLarge, _too_large)
    room.after_request(_hide)


def signed_code(code: str) -> str:
    """A link's code as it is made; what nobody has signed leads nowhere."""
    codes.read(code) or abort(404)
    return codes.plain(code)


def enter(code: str, opening: Opening, *, running: bool = True) -> UnitLink:
    """Open the door of a link, for a few seconds.

    :raises Stopped: it is over, and `running` asks for one that is not
    """
    unit_id, key = codes.read(code) or abort(404)
    hurry(PATIENCE)
    if not door(db.session(), unit_id, opening):
        abort(404)
    link = UnitLink.by_key(key) or abort(404)
    if running and not link.is_running:
        raise Stopped()
    return link


def hurry_up() -> None:
    """Wait for the database no longer than a visitor does."""
    hurry(PATIENCE)


def draw_again(draw: Callable[[], Response]) -> None:
    """How the page is drawn, without the database, should that not answer."""
    g.draw_again = draw


def later(answer: Response) -> Response:
    """An answer that says when to come again, if it asks for that."""
    if answer.status_code in AGAIN:
        answer.headers["Retry-After"] = str(AGAIN[answer.status_code])
    return answer


def _unknown(error: Exception) -> Any:
    return render("links/unknown.html", status=404)


def _stopped(error: Exception) -> Any:
    return render("links/stopped.html", status=410)


def _busy(error: Exception) -> Any:
    """The database is locked, slow or away. The form comes back as it was, without asking it."""
    logging.getLogger(__name__).warning("a visitor waited in vain: %s", type(error).__name__)
    with suppress(Exception):
        db.session.rollback()
    g.pop("database_until", None)
    draw = g.get("draw_again")
    return later(draw() if draw else render("links/busy.html", status=503))


def _too_large(error: Exception) -> Any:
    return render("links/too_large.html", status=413)


def _hide(answer: Response) -> Response:
    """Codes stand in these addresses: no index of the web is to keep them."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
