"""The calendar of a unit: a month, a week, and its own working time."""

from typing import Any

from flask import abort, flash, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.access import Permission
from app.calendars.forms import OwnDayForm, QuietForm
from app.calendars.models import NoDays, OwnDay, QuietHours, TooLong
from app.calendars.pages import weeks
from app.calendars.periods import WEEKDAYS, Month, Period, Week
from app.calendars.working import workdays_of
from app.web.pages import page_of
from app.web.rendering import render, see_other
from app.web.room import Menu, Room

room = Room(
    "calendars",
    __name__,
    menu=[Menu(65, _l("Lịch"), "calendar", "calendars.month", Permission.VIEW)],
)


@room.get("/", access=Permission.VIEW)
def month() -> Any:
    return _show(Month.read(request.args.get("month", ""), clock.today()))


@room.get("/week", access=Permission.VIEW)
def week() -> Any:
    return _show(Week.read(request.args.get("week", ""), clock.today()))


@room.get("/working-time", access=Permission.VIEW)
def working_time() -> Any:
    return _working_time()


@room.post("/own-days", access=Permission.URGE)
def mark() -> Any:
    form = OwnDayForm()
    if form.validate():
        try:
            OwnDay.mark(g.unit, **form.facts(), by=g.person.id, at=clock.now())
            flash(_("Đã ghi vào lịch của đơn vị."), "ok")
            return see_other("calendars.working_time")
        except (NoDays, TooLong) as refused:
            form.until.errors = [str(refused)]
    return _working_time(form, status=422)


@room.post("/own-days/<int:own_day_id>/removal", access=Permission.URGE)
def strike(own_day_id: int) -> Any:
    found = OwnDay.find(g.unit, own_day_id) or abort(404)
    found.strike(by=g.person.id, at=clock.now())
    flash(_("Đã xóa khỏi lịch của đơn vị."), "ok")
    return see_other("calendars.working_time")


@room.post("/quiet-hours", access=Permission.URGE)
def keep_quiet() -> Any:
    form = QuietForm()
    if not form.validate():
        return _working_time(quiet=form, status=422)
    since: Any = form.quiet_from.data
    until: Any = form.quiet_until.data
    QuietHours.keep(g.unit, since, until, by=g.person.id, at=clock.now())
    flash(_("Đã đặt giờ yên tĩnh cho đơn vị."), "ok")
    return see_other("calendars.working_time")


@room.post("/quiet-hours/removal", access=Permission.URGE)
def drop_quiet() -> Any:
    hours = QuietHours.own(g.unit)
    if hours is not None:
        hours.drop(by=g.person.id, at=clock.now())
    flash(_("Đơn vị theo giờ yên tĩnh của cấp trên."), "ok")
    return see_other("calendars.working_time")


def _show(period: Period) -> Any:
    today = clock.today()
    return render(
        "calendars/show.html",
        period=period,
        weeks=weeks(g.unit, period),
        weekdays=WEEKDAYS,
        today=today,
        month=Month.around(period.first if period.KIND == "week" else today),
        week=Week.around(_middle(period, today)),
    )


def _middle(period: Period, today: Any) -> Any:
    """The day whose week the tab opens: today if the period shows it, else its first."""
    return today if period.first <= today <= period.last else period.first


def _working_time(
    form: OwnDayForm | None = None, quiet: QuietForm | None = None, status: int = 200
) -> Any:
    work = workdays_of(g.unit)
    hours = {"quiet_from": work.quiet_from, "quiet_until": work.quiet_until}
    return render(
        "calendars/working_time.html",
        work=work,
        own_hours=QuietHours.own(g.unit),
        page=page_of(OwnDay.listed(g.unit)),
        form=form or OwnDayForm(formdata=None),
        quiet=quiet or QuietForm(formdata=None, data=hours),
        today=clock.today(),
        status=status,
    )
