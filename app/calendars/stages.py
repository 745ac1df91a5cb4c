"""What programmes have in the calendar: stages that begin, deadlines that pass."""

import datetime as dt
from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calendars.entries import Entry, shows
from app.programmes import Window, windows
from app.units import Unit


@shows("programmes")
def stages(unit: Unit, since: dt.date, until: dt.date) -> list[Entry]:
    """The stages at a unit: when they begin, until when the unit hands in, and when they end."""
    return [entry for window in windows(unit) for entry in _entries(window)]


def _entries(window: Window) -> Iterator[Entry]:
    stage, href = window.stage, url_for("programmes.overview")
    name = {"stage": stage.name}
    begins = _("%(stage)s bắt đầu nhận đăng ký", **name)
    yield _entry(stage.submitted_since, begins, href, "flag")
    if window.cutoff is None:
        yield _entry(window.deadline, _("Hạn nộp %(stage)s", **name), href, "clock")
        return
    words = _("Hạn nộp %(stage)s của đơn vị", **name)
    if window.cutoff.is_extended:
        words = _("Hạn nộp %(stage)s của đơn vị, đã gia hạn", **name)
    yield _entry(window.deadline, words, href, "clock")
    if stage.submitted_until != window.deadline:
        ends = _("Hạn nộp chung của %(stage)s", **name)
        yield _entry(stage.submitted_until, ends, href, "clock")


def _entry(at: dt.datetime, words: str, href: str, icon: str) -> Entry:
    home = at.astimezone(clock.HANOI)
    time = home.time().replace(second=0, microsecond=0)
    return Entry(home.date(), time if time != dt.time() else None, words, href, icon)
