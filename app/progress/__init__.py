"""Progress: how units stand against quota and deadline, in figures that add up."""

from app.progress.figures import Counts, Definition, Line
from app.progress.past import table_at
from app.progress.tables import Table, table_now

__all__ = ["Counts", "Definition", "Line", "Table", "table_at", "table_now"]

STARTS = ("app.progress.commands", "app.progress.check_commands")
