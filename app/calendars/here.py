"""The working time of the unit in the address, for templates: asked for at most once a page.

Most units have laid down nothing. Whether one has is read with its line at each request, so that
a page of most units asks no more statements than it did.
"""

import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import orm

from app.calendars.models import OwnDay, QuietHours
from app.calendars.working import workdays_of
from app.units import Unit, line_reads
from app.workdays import COUNTRY, Workdays

HAS = "has_calendar"
_laid_down = [sa.exists().where(model.unit_id == Unit.id) for model in (OwnDay, QuietHours)]
sa.inspect(Unit).add_property(HAS, orm.column_property(sa.or_(*_laid_down), deferred=True))
line_reads.append(orm.undefer(getattr(Unit, HAS)))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["workdays_here"] = workdays_here


def workdays_here() -> Workdays:
    """That of the unit; the country's alone for a visitor, who sees no calendar."""
    unit = g.get("unit")
    if unit is None:
        return COUNTRY
    if "workdays" not in g:
        any_laid = any(one.__dict__.get(HAS, True) for one in (*g.above, unit))
        g.workdays = workdays_of(unit) if any_laid else COUNTRY
    return g.workdays
