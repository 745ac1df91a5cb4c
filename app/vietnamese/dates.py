"""Days and moments as offices write them, and dates of birth as lists hold them."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.vietnamese.days import BadDate, check_month, day_of, not_understood, parse_day
from app.vietnamese.periods import DAY, LONG_DAY, of_serial, plain

HOME = ZoneInfo("Asia/Ho_Chi_Minh")


def day_text(day: date) -> str:
    """dd/mm/yyyy, for a `datetime` its own calendar day."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def moment_text(moment: datetime) -> str:
    """ "17:00 ngày 20/05/2022" in Vietnam's time; a naive moment is a `ValueError`."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    home = moment.astimezone(HOME)
    return _("%(time)s ngày %(day)s", time=f"{home:%H:%M}", day=day_text(home))


def dispatch_day_text(day: date) -> str:
    """ "ngày 06 tháng 3 năm 2023": a zero before days under 10 and months 1 and 2 (NĐ 30/2020)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def read_birth(value: object) -> tuple[date | None, int | None]:
    """(date of birth, None), (None, year) when that is all there is, or (None, None) if blank."""
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    text = plain(value)[:100]
    if not text:
        return None, None
    if found := re.fullmatch(r"(?:nam sinh|sinh nam|nam)?\s*:?\s*((?:19|20)[0-9]{2})", text):
        return None, int(found[1])
    if re.fullmatch("[0-9]{4,5}", text) and 3000 < int(text) < 50000:
        return of_serial(int(text)), None
    if found := re.fullmatch(r"(?:thang\s*)?([0-9]{1,2})\s*[/.-]\s*((?:19|20)[0-9]{2})", text):
        check_month(int(found[1]), int(found[2]), text)
        return None, int(found[2])
    text = re.sub(r"(?<=[0-9])t[0-9:.]+$", "", text)  # the hour of a spreadsheet's day
    dated = re.sub(r"^(?:(?:ngay|sinh|thang|nam)\s*)*:?\s*", "", text)
    if found := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{2})", dated):
        # Nobody born after 2012 is a worker yet.
        century = "20" if int(found[3]) <= 12 else "19"
        return day_of(found[1], found[2], century + found[3]), None
    if found := LONG_DAY.fullmatch(dated):
        return day_of(*found.groups()), None
    try:
        return parse_day(dated), None
    except BadDate:
        if DAY.search(dated):
            raise
        raise not_understood(str(value)) from None
