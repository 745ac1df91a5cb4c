"""The text of a board to paste into Zalo."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.campaigns.board import Board
from app.campaigns.models import When
from app.progress import DEFINITIONS
from app.vietnamese import count_text, day_text, moment_text

BEST, NAMED = 3, 10
"""Leading units that are named, and units without anything."""


def message(board: Board) -> str:
    """How the campaign stands at a unit, for those above it or for all below."""
    return "\n".join([_opening(board), *_figures(board), *_units(board), _closing(board)])


def _opening(board: Board) -> str:
    of = board.campaign
    return _(
        "%(unit)s thông báo kết quả “%(name)s” (từ %(since)s đến hết %(until)s), "
        "số liệu tính đến %(moment)s:",
        unit=board.own.name,
        name=of.name,
        since=day_text(of.since),
        until=day_text(of.until),
        moment=moment_text(board.moment),
    )


def _figures(board: Board) -> Iterator[str]:
    own, pace = board.own, board.pace(board.own)
    if own.target:
        yield _("- Mục tiêu: %(n)s sáng kiến", n=count_text(own.target))
    if board.when is When.AHEAD:
        return
    what, n = str(DEFINITIONS[board.campaign.definition]), count_text(own.count)
    if own.target:
        yield _("- %(what)s trong đợt: %(n)s, đạt %(rate)s", what=what, n=n, rate=own.rate)
    else:
        yield _("- %(what)s trong đợt: %(n)s", what=what, n=n)
    if board.when is not When.RUNS:
        return
    yield _(
        "- Hôm nay: %(today)s; hôm qua: %(yesterday)s",
        today=count_text(own.this_day),
        yesterday=count_text(own.day_before),
    )
    if pace and pace.remaining:
        yield _(
            "- Còn thiếu: %(n)s, còn %(days)s ngày, cần %(daily)s sáng kiến mỗi ngày",
            n=count_text(pace.remaining),
            days=pace.days_left,
            daily=pace.needed_per_day,
        )


def _units(board: Board) -> Iterator[str]:
    if board.when is When.AHEAD or not board.children:
        return
    best = [line for line in board.children if line.rank and line.count > 0][:BEST]
    if best:
        named = ", ".join(f"{line.name} ({count_text(line.count)})" for line in best)
        yield _("- Dẫn đầu: %(names)s", names=named)
    idle = [line.name for line in board.children if line.is_open and line.count <= 0]
    if idle:
        names, more = ", ".join(idle[:NAMED]), len(idle) - NAMED
        if more > 0:
            names = _("%(names)s và %(n)s đơn vị khác", names=names, n=count_text(more))
        yield _("- Chưa có sáng kiến trong đợt: %(names)s", names=names)


def _closing(board: Board) -> str:
    if board.when is When.OVER:
        return _("Cảm ơn các đồng chí đã tham gia!")
    if board.own.remaining == 0:
        return _("Đã đạt mục tiêu, cảm ơn các đồng chí! Đề nghị tiếp tục duy trì.")
    return _("Đề nghị các đồng chí tập trung hướng dẫn, nộp sáng kiến trong đợt. Trân trọng!")
