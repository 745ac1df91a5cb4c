"""Paper lists: read, judged row by row, taken in as initiatives of the list's own unit."""

from app.intake import forgetting as forgetting
from app.intake import working as working
from app.intake.blank import ListForm
from app.intake.handed import Handed
from app.intake.listed import ListRefused
from app.intake.models import Batch, BatchRow
from app.intake.papers import BatchPaper
from app.intake.places import BatchPlace

__all__ = ["Batch", "BatchPaper", "BatchPlace", "BatchRow", "Handed", "ListForm", "ListRefused"]

STARTS = ("app.intake.commands",)
