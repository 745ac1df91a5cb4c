"""A summary that somebody else made: read, added up again, and held against our own figures."""

from app.progress.foreign.checking import Checked, check
from app.progress.foreign.comparing import Comparison, compare
from app.progress.foreign.reading import NoTable, read_foreign

__all__ = ["Checked", "Comparison", "NoTable", "check", "compare", "read_foreign"]
