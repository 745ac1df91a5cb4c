"""A line of a table from a row of `rows`."""

from typing import Any

from app.progress.figures import Counts, Facts, Line
from app.progress.tables.days import Days


def child_line(row: Any, counts: Counts, taking_part: int | None, days: Days) -> Line:
    """A line from a row of `rows`."""
    return Line(
        "unit",
        row.name,
        counts,
        None if row.received is None else int(row.received),
        int(row.given or 0),
        row.id,
        row.code,
        cutoff=row.cutoff,
        facts=facts_of(row, taking_part),
        weeks=days.weeks(row.path),
        last_28_days=days.last_28(row.path),
    )


def facts_of(row: Any, taking_part: int | None) -> Facts:
    return Facts(
        row.kind_code,
        row.block_code,
        row.sector,
        row.ownership,
        row.cluster_id,
        row.member_count or row.members,
        row.grassroots or 0,
        taking_part,
        row.officer,
        row.leader,
        row.oldest,
        row.quota_beside,
        row.search,
        row.path,
        row.kind_name,
        row.block_name,
        row.cluster_name,
    )
