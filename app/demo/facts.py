"""The figures of the dispatches, and the moments and papers that go with them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from app import clock
from app.demo.phrases import data
from app.quotas import Paper

FACTS: dict[str, Any] = data("facts.json")

GO_VAP, PHU_YEN, GIA_LAM = FACTS["go_vap"], FACTS["phu_yen"], FACTS["gia_lam"]
NINH_BINH, CAN_THO = FACTS["ninh_binh"], FACTS["can_tho"]

INVENTED_PAPER = "Kế hoạch phát động (số minh họa)"
"""Stands where the dispatches name no paper; nothing may look more real than it is."""


def day(text: str) -> dt.date:
    """A day as facts.json writes it."""
    return dt.date.fromisoformat(text)


def at(on: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment in Hà Nội."""
    return dt.datetime.combine(on, dt.time(hour, minute), clock.HANOI)


NOW = at(day(GO_VAP["stage_2"]["as_of"]), 8)
"""The moment of the demo: Monday morning, the day of Gò Vấp's dispatch."""

OPENED = dt.date(2021, 1, 1)
"""When all units stood already."""

SUBMITTED_SINCE = {"gd1": at(dt.date(2021, 12, 30), 0), "gd2": at(dt.date(2022, 6, 1), 0)}
LAUNCHED = dt.date(2021, 12, 30)
LAUNCHED_IN_NINH_BINH = dt.date(2022, 1, 7)
REPORTED_BY_NINH_BINH = at(day(NINH_BINH["date"]), 17)


@dataclass(frozen=True)
class StageDays:
    """The first and the last day of a stage."""

    since: dt.date
    until: dt.date

    @property
    def closing(self) -> dt.datetime:
        """When offices close on the last day."""
        return at(self.until, 17)


STAGES = {
    code: StageDays(*map(day, GIA_LAM["stages"][name]))
    for code, name in (("gd1", "stage_1"), ("gd2", "stage_2"))
}


def paper(text: str, label: str | None = None) -> Paper:
    """A paper that facts.json writes as "709/LĐLĐ-CSPL 2022-07-26 (city)"."""
    number, on, *_rest = text.split()
    return Paper(number, day(on), label)


def own_paper(facts: dict[str, Any], label: str | None = None) -> Paper:
    """The dispatch itself."""
    return Paper(facts["number"], day(facts["date"]), label)
