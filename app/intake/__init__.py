"""Paper lists: read, judged row by row, taken in as initiatives of the list's own unit."""

from app.intake import forgetting as forgetting
from app.intake.models import Batch, BatchRow

__all__ = ["Batch", "BatchRow"]

STARTS = ("app.intake.commands",)
