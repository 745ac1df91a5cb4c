"""What can be wrong with the dates of stages and cut-offs, in words."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app import clock
from app.vietnamese import day_text, moment_text

if TYPE_CHECKING:
    from app.programmes.models import Stage

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Fault:
    """A contradiction; `refuses` tells an error from a warning."""

    text: str
    refuses: bool


def faults_of_stage(stage: "Stage", others: Iterable["Stage"]) -> Iterator[Fault]:
    """What contradicts itself in a stage, or between it and the others of its programme."""
    if stage.recognised_until < stage.recognised_since:
        yield Fault(_("Ngày cuối của giai đoạn đứng trước ngày đầu."), True)
    if stage.submitted_until <= stage.submitted_since:
        yield Fault(_("Hạn nộp đứng trước lúc bắt đầu nộp."), True)
    if clock.day_of(stage.submitted_until) < stage.recognised_since:
        yield Fault(_("Hạn nộp đứng trước ngày đầu của giai đoạn."), True)
    for other in others:
        if other is stage:
            continue
        since = max(stage.recognised_since, other.recognised_since)
        until = min(stage.recognised_until, other.recognised_until)
        if since <= until:
            yield Fault(
                _(
                    "Chồng lên %(stage)s từ ngày %(since)s đến ngày %(until)s.",
                    stage=other.name,
                    since=day_text(since),
                    until=day_text(until),
                ),
                True,
            )
    yield from _gap(stage, others)


def _gap(stage: "Stage", others: Iterable["Stage"]) -> Iterator[Fault]:
    ends = [o.recognised_until for o in others if o.recognised_until < stage.recognised_since]
    starts = [o.recognised_since for o in others if o.recognised_since > stage.recognised_until]
    gaps = [(max(ends), stage.recognised_since)] if ends else []
    gaps += [(stage.recognised_until, min(starts))] if starts else []
    for end, start in gaps:
        if end + DAY < start:
            yield Fault(
                _(
                    "Từ ngày %(since)s đến ngày %(until)s không thuộc giai đoạn nào.",
                    since=day_text(end + DAY),
                    until=day_text(start - DAY),
                ),
                False,
            )


def faults_of_cutoff(at: dt.datetime, stage: "Stage", latest: dt.datetime) -> Iterator[Fault]:
    """A unit's own cut-off lies inside the stage, not later than what holds above."""
    if not stage.submitted_since < at <= latest:
        yield Fault(
            _(
                "Hạn riêng phải nằm trong thời gian nộp của %(stage)s: từ %(since)s đến %(until)s.",
                stage=stage.name,
                since=moment_text(stage.submitted_since),
                until=moment_text(latest),
            ),
            True,
        )


def faults_of_extension(
    until: dt.datetime, holds: dt.datetime, most: dt.datetime | None, at: dt.datetime
) -> Iterator[Fault]:
    """An extension is longer than what `holds`, not over at `at`, and not beyond `most`."""
    if until <= holds:
        words = _("Hạn mới phải sau hạn đang áp dụng: %(moment)s.", moment=moment_text(holds))
        yield Fault(words, True)
    elif until <= at:
        yield Fault(_("Hạn mới đã qua."), True)
    elif most is not None and until > most:
        words = _(
            "Đơn vị gia hạn được nhiều nhất đến %(moment)s; quá hạn ấy do cấp trên quyết định.",
            moment=moment_text(most),
        )
        yield Fault(words, True)
