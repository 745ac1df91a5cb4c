"""The tree of units: what they are called, where they lie, and since when."""

from app.units.kinds import Block, Kind
from app.units.models import CannotMove, CodeTaken, StillHasChildren, Unit, moved, rooted
from app.units.places import Place, UnitAlias

__all__ = [
    "Block",
    "CannotMove",
    "CodeTaken",
    "Kind",
    "Place",
    "StillHasChildren",
    "Unit",
    "UnitAlias",
    "moved",
    "rooted",
]
