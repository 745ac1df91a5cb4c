"""Progress: how units stand against quota and deadline, in figures that add up."""

from app.progress.charges import Charge
from app.progress.charts import burn_up
from app.progress.figures import DEFINITION_NOTES, Counts, Definition, Line, Pace, as_json
from app.progress.past import Structure, table_at
from app.progress.risks import Risk, risks
from app.progress.snapshots import Snapshot
from app.progress.tables import Table, full_table, table_now

__all__ = [
    "DEFINITION_NOTES",
    "Charge",
    "Counts",
    "Definition",
    "Line",
    "Pace",
    "Risk",
    "Snapshot",
    "Structure",
    "Table",
    "as_json",
    "burn_up",
    "full_table",
    "risks",
    "table_at",
    "table_now",
]

STARTS = ("app.progress.commands", "app.progress.check_commands")
