"""Forms that create something carry a key used once: a double click gets the first answer."""

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import g, redirect, request
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base, Id, db
from app.tenancy import Plain

FIELD = "once"


class Once(Plain, Base):
    """A key that came, and the address its form was answered with."""

    __tablename__ = "once"
    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    location: Mapped[str | None]
    at: Mapped[dt.datetime]


def new_key() -> str:
    """A key for a form about to be shown."""
    return secrets.token_urlsafe(16)


class AnsweredBefore(Exception):
    """Another click was quicker."""


def answer(view: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Run the view unless its form has been answered before; then lead where that answer led.

    The key is claimed before the work: of two clicks at once the second waits for the first. A
    refusal rolls the claim back, so the mended form may be sent again.
    """
    try:
        _claim()
        response = view(**arguments)
    except AnsweredBefore:
        key = request.form[FIELD]
        first = db.session.scalar(sa.select(Once.location).where(Once.key == key))
        return redirect(first or request.referrer or "/", 303)
    g.once.location = getattr(response, "location", None)
    return response


@contextmanager
def aside() -> Iterator[None]:
    """Something slow, before anything is written: no transaction is open meanwhile, so nobody
    waits for it. Another one begins afterwards, with the key claimed anew."""
    db.session.rollback()
    yield
    if "once" in g:
        _claim()


def _claim() -> None:
    try:
        with db.session.begin_nested():
            g.once = Once(key=request.form[FIELD], at=clock.real())
            db.session.add(g.once)
    except sa.exc.IntegrityError:
        raise AnsweredBefore from None
