"""What hinders units, counted in units and added up through the tree; for help, not for blame."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import request

from app.db import db
from app.support.models import Request
from app.support.states import OBSTACLES, TO_DO, Obstacle
from app.tenancy import STEP, Scope
from app.units import Block, Unit


def _open(path: str) -> tuple[Any, ...]:
    """The condition of a request that waits and tells of an obstacle, at `path` or below."""
    low, high = Scope(path).bounds
    below = (Request.unit_path >= low, Request.unit_path < high)
    return (Request.obstacle.is_not(None), *below, Request.state.in_(TO_DO))


@dataclass
class Hindered:
    """How many units are hindered in one way: in all, by ownership, and by block."""

    obstacle: str
    units: int = 0
    by_ownership: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    by_block: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def words(self) -> str:
        return str(OBSTACLES[Obstacle(self.obstacle)])


@dataclass
class Branch:
    """A unit directly below, and how many units at or under it are hindered, by obstacle."""

    unit: Unit
    counts: dict[str, int]


@dataclass(frozen=True)
class Hindrances:
    """What hinders the units of a subtree now; each number counts units, once in each way."""

    kinds: list[Hindered]
    branches: list[Branch]
    blocks: dict[str, str]

    @property
    def units(self) -> int:
        return sum(kind.units for kind in self.kinds)

    @classmethod
    def of(cls, here: Unit) -> "Hindrances":
        """Three statements, of which one counts."""
        branch = sa.func.substr(Request.unit_path, 1, len(here.path) + STEP)
        facts = (Request.obstacle, Unit.ownership, Unit.block_code, branch)
        query = sa.select(*facts, sa.func.count(sa.distinct(Request.unit_id)))
        query = query.join(Unit, Unit.id == Request.unit_id).where(*_open(here.path))
        kinds = {one.value: Hindered(one.value) for one in Obstacle}
        paths: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for obstacle, ownership, block, path, many in db.session.execute(query.group_by(*facts)):
            kind = kinds[obstacle]
            kind.units += many
            if ownership:
                kind.by_ownership[ownership] += many
            if block:
                kind.by_block[block] += many
            paths[path][obstacle] += many
        paths.pop(here.path, None)
        units = db.session.scalars(sa.select(Unit).where(Unit.path.in_(sorted(paths))))
        branches = [Branch(unit, dict(paths[unit.path])) for unit in units]
        branches.sort(key=lambda one: (-sum(one.counts.values()), one.unit.path))
        listed = sorted(kinds.values(), key=lambda one: -one.units)
        return cls(listed, branches, {block.code: block.name for block in Block.known()})


@dataclass(frozen=True)
class Which:
    """The units behind one number, as `?ownership=&block=&under=` ask for them.

    :param under: a unit at or below `here` to which the number is narrowed
    """

    obstacle: str
    under: Unit
    ownership: str = ""
    block: str = ""

    @classmethod
    def from_address(cls, here: Unit, obstacle: str) -> "Which":
        """What is not there or lies elsewhere narrows nothing."""
        number = request.args.get("under", 0, type=int)
        under = db.session.get(Unit, number) if 0 < number < 2**31 else None
        inside = under is not None and under.path.startswith(here.path)
        said = {name: request.args.get(name, "").strip()[:100] for name in ("ownership", "block")}
        return cls(obstacle, under if under and inside else here, **said)

    def units(self) -> sa.Select[Unit]:
        """The units that are hindered so, in the order of the tree."""
        asks = sa.select(Request.unit_id).where(
            *_open(self.under.path), Request.obstacle == self.obstacle
        )
        query = sa.select(Unit).where(Unit.id.in_(asks)).options(*Unit.described())
        if self.ownership:
            query = query.where(Unit.ownership == self.ownership)
        if self.block:
            query = query.where(Unit.block_code == self.block)
        return query.order_by(Unit.path)

    def requests(self, units: Any) -> dict[int, list[Request]]:
        """What these units wait for about it, by unit."""
        query = sa.select(Request).where(
            *_open(self.under.path),
            Request.obstacle == self.obstacle,
            Request.unit_id.in_([unit.id for unit in units]),
        )
        query = query.options(sa.orm.joinedload(Request.desk).load_only(Unit.name))
        found: dict[int, list[Request]] = defaultdict(list)
        for one in db.session.scalars(query.order_by(Request.id)):
            found[one.unit_id].append(one)
        return found
