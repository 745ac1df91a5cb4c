"""Calendars: a unit's own days and quiet hours, and what is to come as a month or a week."""

from app.calendars.entries import Entry, shows
from app.calendars.models import OwnDay, QuietHours
from app.calendars.stages import stages  # noqa: F401  (it registers itself)
from app.calendars.working import workdays_of, workdays_of_all

__all__ = ["Entry", "OwnDay", "QuietHours", "shows", "workdays_of", "workdays_of_all"]
STARTS = ("app.calendars.here",)
