"""The audit trail: who did what to which row, in the transaction of the change.

* `lines`     the lines themselves and how they are written
* `seals`     lines older than ten minutes, sealed in a chain
* `checking`  what no longer agrees with its seal

A line is never changed and never deleted (migration 0003); only `unit_path` follows its unit.
"""

from app.journal.checking import Finding, Report, check
from app.journal.lines import (
    JournalLine,
    NotAName,
    newest_stamp,
    record,
    record_all,
    record_apart,
    record_unscoped,
)
from app.journal.seals import Seal, seal, unsealed

__all__ = [
    "Finding",
    "JournalLine",
    "NotAName",
    "Report",
    "Seal",
    "check",
    "newest_stamp",
    "record",
    "record_all",
    "record_apart",
    "record_unscoped",
    "seal",
    "unsealed",
]
