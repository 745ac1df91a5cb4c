"""What can be wrong with the days of a campaign."""

import datetime as dt

from flask_babel import gettext as _

from app.campaigns.refusals import ImpossibleDays
from app.programmes import Window
from app.vietnamese import day_text

LONGEST = 84
"""Days: so far back a table knows each day of each unit below."""


def check_days(since: dt.date, until: dt.date, window: Window, today: dt.date) -> None:
    """See that a campaign can run on these days.

    :raises ImpossibleDays: it cannot; the message says why
    """
    fault = _fault(since, until, window, today)
    if fault:
        raise ImpossibleDays(fault)


def _fault(since: dt.date, until: dt.date, window: Window, today: dt.date) -> str | None:
    first, last = window.first_day, window.last_day
    if until < since:
        return _("Ngày kết thúc đứng trước ngày bắt đầu.")
    if until < today:
        return _("Ngày kết thúc đã qua, xin chọn từ ngày %(day)s trở đi.", day=day_text(today))
    if (until - since).days >= LONGEST:
        return _("Đợt cao điểm dài nhất %(n)s ngày.", n=LONGEST)
    if since < first or until > last:
        return _(
            "%(stage)s nhận sáng kiến từ ngày %(since)s đến hết ngày %(until)s, "
            "đợt cao điểm phải nằm trong thời gian ấy.",
            stage=window.stage.name,
            since=day_text(first),
            until=day_text(last),
        )
    return None
