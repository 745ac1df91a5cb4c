"""Forms that create something carry a key used once: a double click gets the first answer."""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import redirect, request
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


def answer(view: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Run the view unless its form has been answered before; then lead where that answer led.

    The key is claimed before the work: of two clicks at once the second waits for the first. A
    refusal rolls the claim back, so the mended form may be sent again.
    """
    key = request.form[FIELD]
    try:
        with db.session.begin_nested():
            claim = Once(key=key, at=clock.real())
            db.session.add(claim)
    except sa.exc.IntegrityError:
        first = db.session.scalar(sa.select(Once.location).where(Once.key == key))
        return redirect(first or request.referrer or "/", 303)
    response = view(**arguments)
    claim.location = getattr(response, "location", None)
    return response
