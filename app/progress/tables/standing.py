"""A unit's table by its programme's own definition, now or at the end of a past day."""

import datetime as dt

from app import clock
from app.programmes import Window
from app.progress.figures import Definition
from app.progress.tables.now import table_now
from app.progress.tables.past import table_at
from app.progress.tables.table import Table
from app.units import Unit


def standing(unit: Unit, window: Window, day: dt.date | None) -> Table:
    """The table at the end of `day`; as it stands where none is given."""
    definition = Definition(window.programme.counting)
    if day is None:
        return table_now(unit, window, definition, clock.today())
    return table_at(unit, window, definition, day)
