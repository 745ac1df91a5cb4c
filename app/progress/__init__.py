"""Progress: how units stand against quota and deadline, in figures that add up."""

from app.progress.charges import Charge
from app.progress.charts import burn_up
from app.progress.figures import (
    DEFINITION_NOTES,
    DEFINITIONS,
    Counts,
    Definition,
    Line,
    Pace,
    as_json,
)
from app.progress.risks import Risk, risks
from app.progress.snapshots import Snapshot
from app.progress.tables import (
    Days,
    Structure,
    Table,
    added_between,
    children_of,
    days_of,
    full_table,
    table_at,
    table_now,
)

__all__ = [
    "DEFINITIONS",
    "DEFINITION_NOTES",
    "Charge",
    "Counts",
    "Days",
    "Definition",
    "Line",
    "Pace",
    "Risk",
    "Snapshot",
    "Structure",
    "Table",
    "added_between",
    "as_json",
    "burn_up",
    "children_of",
    "days_of",
    "full_table",
    "risks",
    "table_at",
    "table_now",
]

STARTS = ("app.progress.commands", "app.progress.foreign.commands")
