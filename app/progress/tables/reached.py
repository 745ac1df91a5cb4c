"""A parent above 100 % does not hide the children that are below."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.initiatives import COUNTED_BY, Tally
from app.progress.tables.table import Table
from app.quotas import QuotaBalance
from app.tenancy import STEP, Scope

Behind = Mapping[int, tuple[int, int]]
"""By a line's unit: how many units directly below it have not reached their quota, of how many
that have one."""


def below_their_quota(table: Table) -> Behind:
    """Of the lines that have reached theirs, as it stands now. No statement if there is none."""
    lines = [
        line
        for line in table.children
        if line.quota and line.counts.by(table.definition) >= line.quota
    ]
    if not lines or table.past:
        return {}
    depth = len(lines[0].facts.path) + STEP
    ranges = [Scope(line.facts.path).bounds for line in lines]
    balance, names = QuotaBalance, COUNTED_BY[table.definition.value]
    count = sum((getattr(Tally, name) for name in names[1:]), getattr(Tally, names[0]))
    branch = sa.func.substr(Tally.unit_path, 1, depth)
    sums = (
        sa.select(branch.label("path"), sa.func.sum(count).label("count"))
        .where(Tally.stage_id == table.window.stage.id)
        .where(sa.or_(*(_between(Tally.unit_path, *ends) for ends in ranges)))
        .group_by(branch)
        .subquery()
    )
    above = sa.func.substr(balance.unit_path, 1, depth - STEP)
    is_below = sa.case((sa.func.coalesce(sums.c.count, 0) < balance.received, 1), else_=0)
    rows = db.session.execute(
        sa.select(above, sa.func.sum(is_below), sa.func.count())
        .outerjoin(sums, sums.c.path == balance.unit_path)
        .where(balance.stage_id == table.window.stage.id)
        .where(balance.programme_id == table.window.programme.id, balance.received > 0)
        .where(sa.or_(*(_between(balance.unit_path, *ends) for ends in ranges)))
        .where(sa.func.length(balance.unit_path) == depth)
        .group_by(above)
    )
    ids = {line.facts.path: line.unit_id or 0 for line in lines}
    return {ids[path]: (int(behind), known) for path, behind, known in rows if behind}


def _between(path: Any, low: str, high: str) -> sa.ColumnElement[bool]:
    return sa.and_(path >= low, path < high)
