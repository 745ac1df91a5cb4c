"""Confirming at the grassroots and deciding above, with reasons."""

from app.reviews import working as working
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.picks import Pick, Selection
from app.reviews.reasons import ReviewReason
from app.reviews.runs import Run
from app.reviews.saying import Reviewer, Word
from app.reviews.second_look import SecondLook

__all__ = [
    "Outcome",
    "Pick",
    "Review",
    "ReviewReason",
    "Reviewer",
    "Run",
    "SecondLook",
    "Selection",
    "Word",
]
