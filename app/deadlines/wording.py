"""What is written to units and their officers: figures for named places, steps, digests."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.deadlines.branches import Branch
from app.deadlines.passes import Pass
from app.deadlines.words import StepKind
from app.progress import Pace
from app.vietnamese import NO_RATE, count_text, day_text, moment_text, rate_text
from app.workdays import Workdays

NAMED = 10
"""Units that a digest names one by one."""


def values(
    one: Pass, child: Branch, upper_name: str, today: dt.date, workdays: Workdays
) -> dict[str, str]:
    """What the named places of a template become for a unit."""
    counts, pace = child.sums, child.pace(one, today)
    last = pace.last_day if pace else None
    counted = counts.by(one.definition)
    return {
        "don_vi": child.name,
        "cap_tren": upper_name,
        "chuong_trinh": one.programme.name,
        "giai_doan": one.stage.name,
        "chi_tieu": count_text(child.quota) if child.quota else _("chưa được giao"),
        "da_dang_ky": count_text(counts.registered),
        "hop_le": count_text(counts.valid),
        "dang_xem_xet": count_text(counts.pending),
        "can_bo_sung": count_text(counts.returned),
        "khong_hop_le": count_text(counts.invalid),
        "ty_le": rate_text(counted, child.quota),
        "tien_do": count_text(pace.expected) if pace else NO_RATE,
        "con_thieu": count_text(pace.remaining) if pace else NO_RATE,
        "can_moi_ngay": pace.needed_per_day if pace else NO_RATE,
        **_time_left(child.deadline, last, today, workdays),
        "hom_nay": day_text(today),
    }


def _time_left(
    deadline: dt.datetime, last: dt.date | None, today: dt.date, workdays: Workdays
) -> dict[str, str]:
    last = last or clock.day_of(deadline)
    return {
        "con_lai_ngay": count_text(max(0, (last - today).days)),
        "con_lai_ngay_lam_viec": count_text(workdays.between(today, last)),
        "han_chot": moment_text(deadline),
    }


def step_words(
    kind: str, step: str, one: Pass, child: Branch, pace: Pace, since: dt.date
) -> tuple[str, str]:
    """The title and text of a step: to the unit itself for a reminder, else to whoever acts."""
    said: dict[str, Any] = {
        "unit": child.name,
        "programme": one.programme.name,
        "stage": one.stage.name,
        "count": count_text(pace.count),
        "quota": count_text(pace.quota),
        "rate": rate_text(pace.count, pace.quota),
        "expected": count_text(pace.expected),
        "less": count_text(pace.expected - pace.count),
        "since": day_text(since),
        "days": count_text(pace.days_left),
        "daily": pace.needed_per_day,
        "deadline": moment_text(child.deadline),
    }
    figures = _(
        "%(unit)s đã có %(count)s/%(quota)s sáng kiến %(stage)s (%(rate)s), chậm %(less)s so với "
        "tiến độ (%(expected)s), chậm từ %(since)s. Hạn chót %(deadline)s, còn %(days)s ngày, cần "
        "%(daily)s sáng kiến mỗi ngày.",
        **said,
    )
    title = _("%(step)s: tiến độ %(stage)s", step=step, stage=one.stage.name)
    return title, f"{figures} {ASKED[StepKind(kind)]}"


ASKED = {
    StepKind.REMIND: _l("Đề nghị đơn vị đôn đốc, nộp sáng kiến để kịp tiến độ."),
    StepKind.CALL: _l("Cần gọi điện cho đơn vị, hỏi khó khăn và hẹn số lượng, thời hạn."),
    StepKind.DISPATCH: _l("Cần gửi công văn đôn đốc đơn vị."),
    StepKind.VISIT: _l("Cần cử Đoàn công tác đến làm việc trực tiếp với đơn vị."),
}


def together(parts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Several words to one receiver as one."""
    if len(parts) == 1:
        return parts[0]
    title = _("Nhắc việc về sáng kiến: %(n)s nội dung", n=len(parts))
    return title, "\n\n".join(f"{n}. {head}\n{text}" for n, (head, text) in enumerate(parts, 1))


def digest(
    steps: Mapping[str, Sequence[str]], reminded: int, *, unit: str | None = None
) -> tuple[str, str]:
    """All that came up at a unit in one run, for those who work there.

    :param steps: names of units by the name of the step
    :param reminded: how many units were reminded by rule
    :param unit: the unit that acts, for the one above it
    """
    count = sum(len(names) for names in steps.values())
    title = _("Đôn đốc: %(n)s đơn vị đến bước tiếp theo", n=count_text(count))
    lines = [f"- {step} ({len(names)}): {_listed(names)}" for step, names in steps.items()]
    if unit:
        title = _("%(unit)s đôn đốc %(n)s đơn vị", unit=unit, n=count_text(count))
    if reminded:
        lines.append(_("Đã tự động nhắc %(n)s đơn vị theo quy tắc.", n=count_text(reminded)))
    return title, "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    if more <= 0:
        return "; ".join(names)
    shown = "; ".join(names[:NAMED])
    return _("%(names)s và %(n)s đơn vị khác", names=shown, n=count_text(more))
