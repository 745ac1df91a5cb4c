"""Which units will miss their quota, and the main cause: by pace, never by the raw rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.db import db
from app.initiatives import UNPAPERED, BranchPart, Initiative
from app.progress.figures import Counts, Line, Pace
from app.progress.tables import Table
from app.units import Unit

HIGH = 0.4
"""The share from which refusals, or missing papers, are what holds a unit up."""
COUNTED_AT_MOST = 50
"""Initiatives that are gone through for a page; of more, last night's count does."""


class Cause(StrEnum):
    NOTHING = "nothing"
    REVIEW = "review"
    REFUSED = "refused"
    PAPERS = "papers"
    SLOW = "slow"


CAUSES = {
    Cause.NOTHING: _l("Chưa có sáng kiến nào"),
    Cause.REVIEW: _l("Đang chờ xét, đủ số nếu được duyệt"),
    Cause.REFUSED: _l("Nhiều sáng kiến không hợp lệ hoặc phải bổ sung"),
    Cause.PAPERS: _l("Thiếu giấy tờ công nhận"),
    Cause.SLOW: _l("Nộp chậm so với tiến độ"),
}
ADVICE = {
    Cause.NOTHING: _l("Liên hệ đơn vị, hỏi có cần nhập hộ không."),
    Cause.REVIEW: _l("Ưu tiên xét các sáng kiến đang chờ."),
    Cause.REFUSED: _l("Hướng dẫn đơn vị sửa theo lý do đã ghi."),
    Cause.PAPERS: _l("Đề nghị người sử dụng lao động ra quyết định công nhận."),
    Cause.SLOW: _l("Nhắc đơn vị, thống nhất số cần nộp mỗi tuần."),
}


@dataclass(frozen=True)
class Risk:
    """A unit whose forecast at its own deadline stays below its quota, or that missed it."""

    line: Line
    pace: Pace
    cause: Cause

    @property
    def missing(self) -> int:
        """How many the forecast falls short by."""
        return self.pace.quota - min(self.pace.forecast, self.pace.quota)

    @property
    def words(self) -> str:
        return str(CAUSES[self.cause])

    @property
    def advice(self) -> str:
        return str(ADVICE[self.cause])


def risks(table: Table) -> list[Risk]:
    """The children that will miss, those that lack most first. One statement.

    A unit that is ahead of its line is none of them, however low its rate; nor is one that is
    behind and has lately been quick enough.
    """
    paces = [(line, table.pace(line)) for line in table.children]
    behind = [
        (line, pace)
        for line, pace in paces
        if pace and pace.is_behind and pace.forecast < pace.quota
    ]
    papers = {} if table.past else _without_papers(table, [line for line, _pace in behind])
    found = [
        Risk(line, pace, cause_of(line, pace, papers.get(line.unit_id or 0, 0)))
        for line, pace in behind
    ]
    return sorted(found, key=lambda risk: (-risk.missing, risk.line.name))


def cause_of(line: Line, pace: Pace, without_papers: int) -> Cause:
    """The main cause, the first that holds.

    :param without_papers: how many of those waiting or sent back have no recognition
    """
    counts = line.counts
    if not counts.all:
        return Cause.NOTHING
    unfinished = _unfinished(line)
    if unfinished and without_papers >= HIGH * unfinished:
        return Cause.PAPERS
    if counts.invalid + counts.returned >= HIGH * counts.all:
        return Cause.REFUSED
    if _would_do(counts, pace):
        return Cause.REVIEW
    return Cause.SLOW


def _would_do(counts: Counts, pace: Pace) -> bool:
    """Whether what waits for a word would bring the unit to its line, if only valid ones count."""
    return pace.count < pace.expected <= pace.count - counts.valid + counts.registered


def _unfinished(line: Line) -> int:
    return line.counts.pending + line.counts.returned


def _without_papers(table: Table, lines: Sequence[Line]) -> dict[int, int]:
    """By unit of a line: of those waiting or sent back, how many have no recognition now. Of a past
    moment that is not known. Where very many wait, as many as last night."""
    stage = table.window.stage.id
    many = [line.unit_id for line in lines if _unfinished(line) > COUNTED_AT_MOST]
    few = [line.unit_id for line in lines if 0 < _unfinished(line) <= COUNTED_AT_MOST]
    end = sa.func.substr(Unit.path, 1, sa.func.length(Unit.path) - 1).concat("/")
    below = Initiative.unit_path >= Unit.path, Initiative.unit_path < end
    counted = (
        sa.select(sa.func.count())
        .select_from(Initiative)
        .where(UNPAPERED, Initiative.stage_id == stage, *below)
        .correlate(Unit)
        .scalar_subquery()
    )
    known = sa.select(BranchPart.unit_id, BranchPart.unpapered).where(
        BranchPart.unit_id.in_(many), BranchPart.stage_id == stage
    )
    rows = sa.union_all(known, sa.select(Unit.id, counted).where(Unit.id.in_(few)))
    return dict(db.session.execute(rows).all()) if many or few else {}
