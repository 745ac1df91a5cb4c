"""Initiatives: what members submit, how it stands, and the sums over it."""

from app.initiatives.models import Initiative
from app.initiatives.moving import CannotDoNow
from app.initiatives.people import Author, Identified, Person, keyed
from app.initiatives.states import Recognition, State, Way
from app.initiatives.tallies import Move, Standing, Tally, TallyDay

__all__ = [
    "Author",
    "CannotDoNow",
    "Identified",
    "Initiative",
    "Move",
    "Person",
    "Recognition",
    "Standing",
    "State",
    "Tally",
    "TallyDay",
    "Way",
    "keyed",
]

STARTS = ("app.initiatives.commands",)
