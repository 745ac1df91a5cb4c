"""Every table says whose its rows are, and moves with its unit."""

from collections.abc import Iterable

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base
from app.tenancy import HandedDown, Identity, Own, Plain, SeenFromBelow, TenantRow
from app.units import Unit

KINDS = (Own, HandedDown, Identity, Plain)


def faults(models: Iterable[type]) -> list[str]:
    """What is wrong with mapped classes."""
    models = list(models)
    tables = {model.__table__.name: model.__table__ for model in models}
    return [
        f"{model.__name__}: {fault}"
        for model in models
        for fault in (*_of_kind(model), *_of_keys(model), *_of_parents(model, tables))
    ]


def _of_kind(model: type) -> list[str]:
    kinds = [kind.__name__ for kind in KINDS if issubclass(model, kind)]
    if issubclass(model, Unit):
        return [f"a unit is only seen from below, not {kinds}"] if kinds else []
    return [] if len(kinds) == 1 else [f"is of the kinds {kinds}"]


def _of_keys(model: type) -> list[str]:
    if not issubclass(model, TenantRow) or issubclass(model, Unit):
        return []
    table, found = model.__table__, []
    if not _tied(table, ["unit_id", "unit_path"], ["unit.id", "unit.path"]):
        found.append("is not tied to its unit")
    if not any(next(iter(index.columns)).name == "unit_path" for index in table.indexes):
        found.append("has no index on unit_path")
    return found


def _of_parents(model: type, tables: dict[str, sa.Table]) -> list[str]:
    found = []
    for column, parent in getattr(model, "__parents__", {}).items():
        if parent not in tables or column not in model.__table__.c:
            found.append(f"{column} or {parent} is not there")
            continue
        if not _tied(
            model.__table__, [column, "unit_path"], [f"{parent}.id", f"{parent}.unit_path"]
        ):
            found.append(f"is not tied to {parent}")
        pairs = [c for c in tables[parent].constraints if isinstance(c, sa.UniqueConstraint)]
        if not any([c.name for c in pair.columns] == ["id", "unit_path"] for pair in pairs):
            found.append(f"{parent} has no unique pair of id and path")
    return found


def _tied(table: sa.Table, columns: list[str], targets: list[str]) -> bool:
    return any(
        [column.name for column in key.columns] == columns
        and [element.target_fullname for element in key.elements] == targets
        and key.onupdate == "CASCADE"
        for key in table.foreign_key_constraints
    )


def test_every_model_keeps_the_rules(app):
    models = [mapper.class_ for mapper in Base.registry.mappers]
    assert len(models) > 10
    assert faults(models) == []


def test_a_unit_is_seen_from_below():
    assert issubclass(Unit, SeenFromBelow)


class Toys(orm.DeclarativeBase):
    """Models of these tests alone: no table of the house."""


class Toy:
    id: Mapped[int] = mapped_column(primary_key=True)


class Whole(Toy, Own, Toys):
    __tablename__ = "whole"


class Kindless(Toy, Toys):
    __tablename__ = "kindless"


class OfTwoKinds(Toy, Own, Plain, Toys):
    __tablename__ = "of_two_kinds"


class Untied(Toy, TenantRow, Plain, Toys):
    __tablename__ = "untied"
    unit_id: Mapped[int]
    unit_path: Mapped[str]


class PartOfNoPair(Toy, Own, Toys):
    __tablename__ = "part_of_no_pair"
    __parents__ = {"whole_id": "whole"}
    whole_id: Mapped[int]


@pytest.mark.parametrize(
    ("model", "fault"),
    [
        (Kindless, "is of the kinds []"),
        (OfTwoKinds, "is of the kinds ['Own', 'Plain']"),
        (Untied, "is not tied to its unit"),
        (Untied, "has no index on unit_path"),
        (PartOfNoPair, "whole has no unique pair of id and path"),
    ],
)
def test_a_wrong_model_is_caught(model, fault):
    assert f"{model.__name__}: {fault}" in faults([Whole, model])


def test_a_right_model_passes():
    assert faults([Whole]) == []
