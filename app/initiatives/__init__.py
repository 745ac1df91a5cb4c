"""Initiatives: what members submit, how it stands, and the sums over it."""

from app.initiatives.models import Initiative
from app.initiatives.people import Author, Identified, Person
from app.initiatives.states import State, Way
from app.initiatives.tallies import Move, Standing, Tally, TallyDay

__all__ = [
    "Author",
    "Identified",
    "Initiative",
    "Move",
    "Person",
    "Standing",
    "State",
    "Tally",
    "TallyDay",
    "Way",
]

STARTS = ("app.initiatives.commands",)
