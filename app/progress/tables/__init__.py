"""How a unit's table is added up, now and at any past moment, and what each day added to it."""

from app.progress.tables.beside import beside
from app.progress.tables.branches import branch_of, children_of
from app.progress.tables.days import Days, added_between, days_of
from app.progress.tables.now import full_table, table_now
from app.progress.tables.past import STRUCTURES, Structure, full_table_at, table_at
from app.progress.tables.reached import below_their_quota
from app.progress.tables.standing import standing
from app.progress.tables.table import Table, summed

__all__ = [
    "STRUCTURES",
    "Days",
    "Structure",
    "Table",
    "added_between",
    "below_their_quota",
    "beside",
    "branch_of",
    "children_of",
    "days_of",
    "full_table",
    "full_table_at",
    "standing",
    "summed",
    "table_at",
    "table_now",
]
