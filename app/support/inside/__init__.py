"""What a desk keeps for itself: notes, who sees to what, and which requests belong together.

These rows lie at the DESK's own path and name the request as `about_request_id`: the asker below
never sees them. A request that goes up leaves them behind.
"""

from app.support.inside.assignments import Assignment, Part
from app.support.inside.notes import InternalNote
from app.support.inside.people import colleagues, must_be_here
from app.support.inside.ties import Tie, Tied, answer_all

__all__ = [
    "Assignment",
    "InternalNote",
    "Part",
    "Tie",
    "Tied",
    "answer_all",
    "colleagues",
    "must_be_here",
]
