"""What is written in bulk: an initiative before it has an id, and how rows go in."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db import db, insert_numbered
from app.demo.counts import Case
from app.demo.steps import Step

Row = dict[str, Any]


@dataclass
class Written:
    """An initiative with all that belongs to it, before it has an id."""

    case: Case
    row: Row
    authors: list[int]
    steps: list[Step]
    id: int = 0


def insert(model: Any, rows: list[Row]) -> None:
    """Write rows in bulk."""
    db.session.execute(sa.insert(model), rows)


def insert_for_ids(model: Any, rows: list[Row]) -> list[int]:
    """Write rows in bulk; returns their ids in the same order."""
    return insert_numbered(model, rows)
