"""Confirming at the grassroots and deciding above, with reasons."""

from app.reviews.figured import Figured
from app.reviews.looking import Looking
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.reasons import ReviewReason
from app.reviews.saying import Reviewer, Word
from app.reviews.second_look import SecondLook

__all__ = [
    "Figured",
    "Looking",
    "Outcome",
    "Review",
    "ReviewReason",
    "Reviewer",
    "SecondLook",
    "Word",
]
