"""The tree of units: what they are called, where they lie, and since when."""

from app.units.clusters import (
    Cluster,
    ClusterKnown,
    InAnotherCluster,
    NoMember,
    NotForThisCluster,
)
from app.units.kinds import Block, Kind
from app.units.models import Unit, closed, line_reads, moved, rooted
from app.units.naming import Names, loose
from app.units.places import Place, UnitAlias
from app.units.refusals import CannotMove, CodeTaken, StillHasChildren
from app.units.spelling import likely_units, list_unit, named_units, spelling

__all__ = [
    "Block",
    "CannotMove",
    "Cluster",
    "ClusterKnown",
    "CodeTaken",
    "InAnotherCluster",
    "Kind",
    "Names",
    "NoMember",
    "NotForThisCluster",
    "Place",
    "StillHasChildren",
    "Unit",
    "UnitAlias",
    "closed",
    "likely_units",
    "line_reads",
    "list_unit",
    "loose",
    "moved",
    "named_units",
    "rooted",
    "spelling",
]
