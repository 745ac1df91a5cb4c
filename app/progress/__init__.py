"""Progress: how units stand against quota and deadline, in figures that add up."""

from app.progress.charges import Charge
from app.progress.figures import Counts, Definition, Line, Pace
from app.progress.past import Structure, table_at
from app.progress.snapshots import Snapshot
from app.progress.tables import Table, full_table, table_now

__all__ = [
    "Charge",
    "Counts",
    "Definition",
    "Line",
    "Pace",
    "Snapshot",
    "Structure",
    "Table",
    "full_table",
    "table_at",
    "table_now",
]

STARTS = ("app.progress.commands", "app.progress.check_commands")
