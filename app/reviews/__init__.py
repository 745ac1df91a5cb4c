"""Confirming at the grassroots and deciding above, with reasons."""

from app.reviews.models import Outcome, Review, ReviewReason

__all__ = ["Outcome", "Review", "ReviewReason"]
