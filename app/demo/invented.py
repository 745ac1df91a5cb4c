"""The invented content of the demo, one door to it: pure functions of a seeded generator."""

from app.demo.invented_initiatives import InventedInitiative, initiatives
from app.demo.invented_people import InventedPerson, officer_names, people
from app.demo.invented_time import days_before, later, shared_out, spread
from app.demo.invented_units import (
    InventedUnit,
    commune_names,
    enterprise_names,
    gia_lam_units,
    go_vap_units,
    office_names,
    school_names,
    sector_of,
    short_name,
)

__all__ = [
    "InventedInitiative",
    "InventedPerson",
    "InventedUnit",
    "commune_names",
    "days_before",
    "enterprise_names",
    "gia_lam_units",
    "go_vap_units",
    "initiatives",
    "later",
    "office_names",
    "officer_names",
    "people",
    "school_names",
    "sector_of",
    "shared_out",
    "short_name",
    "spread",
]
