"""The kinds of rows. Every model is of one of them, and a house test says so.

* `Own`         seen and written inside the scope;
* `HandedDown`  also read from below: inside the scope or on an ancestor's path;
* `Identity`    accounts; only through the identity door, which opens little else;
* `Plain`       belongs to the installation, not to a unit.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.orm import Mapped, mapped_column

# Ranges of paths need byte order; PostgreSQL would otherwise sort by the language.
PATH_TYPE = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


class Plain:
    """A row of the installation."""


class Identity:
    """A row about accounts."""


class TenantRow:
    """What all rows of units share."""

    __identity__: ClassVar[bool] = False  # also read and written through the identity door
    __has_parts__: ClassVar[bool] = False  # other tables name this one in `__parents__`
    __parents__: ClassVar[Mapping[str, str]] = {}  # column -> table of the row it is a part of


class Probe:
    """A column for SQLAlchemy to try the wall's criteria on; mappings pass it over."""

    def __get__(self, row: Any, owner: type) -> Any:
        return sa.column("unit_path")


class SeenFromBelow(TenantRow):
    """The rule of rows that are handed down; `units.Unit` is one by itself."""

    unit_path: Any = Probe()


class Belonging:
    """The unit a row lies at. `unit_path` says who may see it today, never history."""

    unit_id: Mapped[int]
    unit_path: Mapped[str] = mapped_column(PATH_TYPE, index=True)


class Own(Belonging, TenantRow):
    """Seen and written inside the scope."""


class HandedDown(Belonging, SeenFromBelow):
    """Read inside the scope and from below, written inside only."""


class UnitLike(Protocol):
    id: Any
    path: Any


def owned_by(unit: UnitLike) -> dict[str, Any]:
    """The two columns of a row that lies at `unit`."""
    return {"unit_id": unit.id, "unit_path": unit.path}


def part_of(row: Any) -> dict[str, Any]:
    """The two columns of a row that lies where `row` lies."""
    return {"unit_id": row.unit_id, "unit_path": row.unit_path}


def path_of(row: Any) -> str | None:
    """Where a row lies, as far as it is loaded; never asks the database."""
    return row.__dict__.get("unit_path", row.__dict__.get("path"))


MODELS: list[Any] = []  # every mapped class behind the wall, as it is declared


@event.listens_for(Identity, "instrument_class", propagate=True)
@event.listens_for(TenantRow, "instrument_class", propagate=True)
def _remember(mapper: orm.Mapper[Any], model: Any) -> None:
    MODELS.append(model)


@event.listens_for(Belonging, "instrument_class", propagate=True)
def _tie_to_unit(mapper: orm.Mapper[Any], model: Any) -> None:
    """Give a tenant table its composite keys, so that moving a unit is one update."""
    table: Any = mapper.local_table
    _tie(table, ["unit_id", "unit_path"], ["unit.id", "unit.path"])
    if model.__has_parts__:
        table.append_constraint(sa.UniqueConstraint("id", "unit_path"))
    for column, parent in model.__parents__.items():
        _tie(table, [column, "unit_path"], [f"{parent}.id", f"{parent}.unit_path"])


def _tie(table: sa.Table, columns: list[str], targets: list[str]) -> None:
    table.append_constraint(sa.ForeignKeyConstraint(columns, targets, onupdate="CASCADE"))
