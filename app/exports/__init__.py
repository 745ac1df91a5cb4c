"""Lists given out as they are filtered, in the form in which lists are taken in."""

from app.exports import forgetting as forgetting
from app.exports import working as working
from app.exports.runs import ExportRun

__all__ = ["ExportRun"]
