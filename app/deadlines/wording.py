"""What is written to units and their officers: figures for named places, steps, digests."""

import datetime as dt
from collections.abc import Mapping, Sequence

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

ASKED = {
    StepKind.REMIND: _l("Đề nghị đơn vị đôn đốc, nộp sáng kiến để kịp tiến độ."),
    StepKind.CALL: _l("Cần gọi điện cho đơn vị, hỏi khó khăn và hẹn số lượng, thời hạn."),
    StepKind.DISPATCH: _l("Cần gửi công văn đôn đốc đơn vị."),
    StepKind.VISIT: _l("Cần cử Đoàn công tác đến làm việc trực tiếp với đơn vị."),
}


class Phrases:
    """Sentences that a run says thousands of times, translated once for all of it."""

    def __init__(self) -> None:
        self.not_given = _("chưa được giao")
        self.title = _("%(step)s: tiến độ %(stage)s")
        self.figures = _(
            "%(unit)s đã có %(count)s/%(quota)s sáng kiến %(stage)s (%(rate)s), chậm %(less)s so "
            "với tiến độ (%(expected)s), chậm từ %(since)s. Hạn chót %(deadline)s, còn %(days)s "
            "ngày, cần %(daily)s sáng kiến mỗi ngày."
        )
        self.asked = {kind: str(words) for kind, words in ASKED.items()}
        self._moments: dict[dt.datetime, str] = {}

    def moment(self, at: dt.datetime) -> str:
        """An instant in words: most units share their deadlines."""
        if at not in self._moments:
            self._moments[at] = moment_text(at)
        return self._moments[at]

    def values(
        self, one: Pass, child: Branch, upper_name: str, day: dt.date, workdays: Workdays
    ) -> dict[str, str]:
        """What the named places of a template become for a unit."""
        counts, pace = child.sums, child.pace(one, day)
        last = pace.last_day if pace else clock.day_of(child.deadline)
        return {
            "don_vi": child.name,
            "cap_tren": upper_name,
            "chuong_trinh": one.programme.name,
            "giai_doan": one.stage.name,
            "chi_tieu": count_text(child.quota) if child.quota else self.not_given,
            "da_dang_ky": count_text(counts.registered),
            "hop_le": count_text(counts.valid),
            "dang_xem_xet": count_text(counts.pending),
            "can_bo_sung": count_text(counts.returned),
            "khong_hop_le": count_text(counts.invalid),
            "ty_le": rate_text(counts.by(one.definition), child.quota),
            "tien_do": count_text(pace.expected) if pace else NO_RATE,
            "con_thieu": count_text(pace.remaining) if pace else NO_RATE,
            "can_moi_ngay": pace.needed_per_day if pace else NO_RATE,
            "con_lai_ngay": count_text(max(0, (last - day).days)),
            "con_lai_ngay_lam_viec": count_text(workdays.between(day, last)),
            "han_chot": self.moment(child.deadline),
            "hom_nay": day_text(day),
        }

    def of_step(
        self, kind: str, step: str, one: Pass, child: Branch, pace: Pace, since: dt.date
    ) -> tuple[str, str]:
        """The title and text of a step: to the unit itself for a reminder, else to who acts."""
        figures = self.figures % {
            "unit": child.name,
            "stage": one.stage.name,
            "count": count_text(pace.count),
            "quota": count_text(pace.quota),
            "rate": rate_text(pace.count, pace.quota),
            "expected": count_text(pace.expected),
            "less": count_text(pace.expected - pace.count),
            "since": day_text(since),
            "days": count_text(pace.days_left),
            "daily": pace.needed_per_day,
            "deadline": self.moment(child.deadline),
        }
        title = self.title % {"step": step, "stage": one.stage.name}
        return title, f"{figures} {self.asked[StepKind(kind)]}"


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
