"""Loads the demo, once, in one transaction."""

from enum import Enum
from random import Random

import sqlalchemy as sa

from app import clock, jobs
from app.clock import Practice
from app.db import db
from app.demo import amounts, counts, letters, people, rules, tree, urging, walls, writing
from app.demo.facts import NOW
from app.initiatives import tallies
from app.tenancy import Everything
from app.units import Unit

SEED = 2023


class Found(Enum):
    """What a database holds."""

    NOTHING = "nothing"
    DEMO = "demo"
    UNITS = "units"  # but no practice clock: somebody works with it


def look() -> Found:
    """Look what the database holds; leaves no trace."""
    with jobs.reading("demo load") as session:
        if session.scalar(sa.select(Practice.id).limit(1)) is not None:
            return Found.DEMO
        if session.scalar(sa.select(Unit.id).limit(1)) is not None:
            return Found.UNITS
    return Found.NOTHING


def load() -> Found:
    """Fill an empty database; leaves any other as it is. Returns what was found before."""
    found = look()
    if found is Found.NOTHING:
        with jobs.step(Everything("demo load"), at=NOW):
            fill()
        clock.restart()
    return found


def fill() -> None:
    """Everything, in the session that is open; the same each time."""
    rng = Random(SEED)
    db.session.add(Practice(moment=NOW))
    units = tree.build(rng)
    signatures = people.appoint_all(units)
    programme = rules.build(units)
    amounts.give_all(units, programme, signatures)
    rules.set_cutoffs(units, programme, signatures)
    writing.write_all(counts.cases(units, rng), programme, signatures, rng)
    tallies.rebuild()
    letters.send_all(units, signatures)
    urging.lay_down(units, programme, signatures)
    walls.hang_links(units)
