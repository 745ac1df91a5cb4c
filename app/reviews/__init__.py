"""Confirming at the grassroots and deciding above, with reasons."""

from app.reviews import working as working
from app.reviews.changes import ReviewedText, Since
from app.reviews.figured import Figured
from app.reviews.figures import Refusals
from app.reviews.looking import Looking
from app.reviews.models import Review
from app.reviews.notes import CannedNote
from app.reviews.outcomes import Outcome
from app.reviews.picks import Pick, Selection
from app.reviews.reasons import ReviewReason
from app.reviews.runs import Run
from app.reviews.saying import Reviewer, Word
from app.reviews.second_look import SecondLook

__all__ = [
    "CannedNote",
    "Figured",
    "Looking",
    "Outcome",
    "Pick",
    "Refusals",
    "Review",
    "ReviewReason",
    "ReviewedText",
    "Reviewer",
    "Run",
    "SecondLook",
    "Selection",
    "Since",
    "Word",
]
