"""The only reader of the time.

`now()` is the time of the house: it may be a practice clock. `real()` is the wall's time and
serves sessions, second factors, tokens and mail headers.

The practice clock belongs to a demo database alone, whose `practice` row says when it starts.
It starts at the later of that moment and the newest line of the journal, so it never runs
backwards, and runs on from there.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped

from app.db import Base, Id, db
from app.tenancy import Plain

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
END_OF_DAY = dt.time(23, 59)


class NotADemo(RuntimeError):
    """A practice clock was asked for on a database that is not a demo."""


class Practice(Plain, Base):
    """The one row that makes a database a demo: the moment at which its clock starts."""

    __tablename__ = "practice"
    id: Mapped[Id]
    moment: Mapped[dt.datetime]


def real() -> dt.datetime:
    """The wall's time, aware, UTC."""
    return dt.datetime.now(dt.UTC)


def now() -> dt.datetime:
    """The time of the house, aware, UTC."""
    offset = _clock().offset  # first: reading it for the first time takes a while
    return real() + offset


def today() -> dt.date:
    """The day it is in Hà Nội by the time of the house."""
    return day_of(now())


def day_of(instant: dt.datetime) -> dt.date:
    """The calendar day of an instant in Hà Nội."""
    return instant.astimezone(HANOI).date()


def day_in_sql(instant: Any) -> Any:
    """The same as an expression; each database counts its way.

    SQLite knows no zones: it is given that of Hà Nội since 1975, and whole seconds to round down.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.cast(sa.func.timezone(HANOI.key, instant), sa.Date)
    return sa.func.date(sa.func.substr(instant, 1, 19), "+7 hours", type_=sa.Date)


def day_number_in_sql(instant: Any) -> Any:
    """The same as the number of days since the first of 1970: numbers are sorted sooner."""
    if db.session.get_bind().dialect.name == "postgresql":
        return number_in_sql(day_in_sql(instant))
    seconds = sa.func.strftime("%s", sa.func.substr(instant, 1, 19))
    return (sa.cast(seconds, sa.Integer) + 7 * 3600) // 86_400


def number_in_sql(day: Any) -> Any:
    """A day as that number."""
    if db.session.get_bind().dialect.name == "postgresql":
        return sa.type_coerce(day - sa.cast(sa.literal("1970-01-01"), sa.Date), sa.Integer)
    return sa.cast(sa.func.strftime("%s", day), sa.Integer) // 86_400


def numbered(day: int) -> dt.date:
    """The day of a number."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of a day in Hà Nội."""
    return dt.datetime.combine(day, dt.time(), HANOI)


def end_of(day: dt.date, time: dt.time = END_OF_DAY) -> dt.datetime:
    """The instant at which a deadline on `day` passes: the last one of its minute."""
    return dt.datetime.combine(day, time, HANOI).replace(second=59, microsecond=999_999)


def is_practice() -> bool:
    """Whether the house runs on a practice clock."""
    return _clock().practice


class _Clock:
    """Offset of the house's time from the wall's, read once from the database."""

    def __init__(self, moment: str | None, newest: Callable[[], dt.datetime | None]) -> None:
        self._moment, self._newest = moment, newest
        self._read: tuple[dt.timedelta, bool] | None = None

    @property
    def offset(self) -> dt.timedelta:
        return self._known()[0]

    @property
    def practice(self) -> bool:
        return self._known()[1]

    def _known(self) -> tuple[dt.timedelta, bool]:
        """Offset and whether it is a practice clock, read at the first look."""
        if self._read is None:
            self.restart()
        assert self._read is not None
        return self._read

    def restart(self) -> None:
        with db.engine.connect().execution_options(reading=True, wall="clock") as connection:
            row = None
            if sa.inspect(connection).has_table("practice"):
                row = connection.scalar(sa.select(Practice.moment))
        if row is None:
            if self._moment:
                raise NotADemo("SANGKIEN_CLOCK is for demo databases; this one is not a demo")
            self._read = dt.timedelta(), False
            return
        start = dt.datetime.fromisoformat(self._moment) if self._moment else row
        start = start if start.tzinfo else start.replace(tzinfo=HANOI)
        start = max(start, self._newest() or start)
        self._read = start - real(), True


def restart() -> None:
    """Read the practice row again; for the demo's loader and for tests."""
    _clock().restart()


def init_app(app: Flask, newest: Callable[[], dt.datetime | None]) -> None:
    """Give the application its clock; `newest` tells the newest stamp in the database."""
    app.extensions["clock"] = _Clock(app.config["SANGKIEN_CLOCK"], newest)


def _clock() -> _Clock:
    return current_app.extensions["clock"]
