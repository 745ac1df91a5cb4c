"""What an invented initiative says: its group, its dates, its recognition."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from app import clock
from app.demo import invented
from app.demo.counts import Case
from app.demo.facts import STAGES
from app.demo.invented_initiatives import InventedInitiative
from app.initiatives import Way
from app.initiatives.states import PENDING, Recognition
from app.units import Unit

FARMING = ("Thủy lợi", "Khuyến nông", "Trồng trọt", "Nông nghiệp", "Chăn nuôi", "Cây ăn quả", "Rau")
GROUPS = {
    "enterprise": ((2, 1), (9, 1)),
    "farm": ((5, 2), (3, 1)),
    "school": ((4, 1), (12, 1)),
    "hospital": ((4, 1), (7, 1)),
    "office": ((3, 1), (6, 1)),
    "commune": ((3, 5, 1), (6, 2, 2)),
    "union": ((1, 3), (2, 1)),
}
SIGNED = {
    "enterprise": "QĐ-GĐ",
    "farm": "QĐ-CC",
    "school": "QĐ-HT",
    "hospital": "QĐ-BV",
    "office": "QĐ-TCCB",
    "commune": "QĐ-UBND",
    "union": "QĐ-LĐLĐ",
}
WAYS = ((Way.LINK, Way.GRASSROOTS, Way.LIST, Way.ON_BEHALF), (38, 36, 18, 8))
RECOGNITIONS = (tuple(Recognition), (72, 18, 10))
SHARE_WITHOUT_PAPERS = 0.2  # of those pending ("thiếu hồ sơ")
WITHOUT_RECOGNITION = dict.fromkeys(
    ("recognised_on", "recognition_kind", "recognition_number", "recognition_issuer")
)


def kind_of(unit: Unit) -> str:
    """The kind of work at a unit, in the words of the invented initiatives, or "farm"."""
    if any(word in unit.name for word in FARMING):
        return "farm"
    match unit.block_code:
        case "doanh-nghiep" | "nghiep-doan":
            return "enterprise"
        case "truong-hoc":
            return "school"
        case "xa-thi-tran" | "phuong":
            return "commune"
        case "hcsn":
            return "hospital" if "Bệnh viện" in unit.name or "Y tế" in unit.name else "office"
    return "union"


class Writer:
    """Writes invented initiatives that fit a unit, never the same twice."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.sources: dict[Any, Iterator[InventedInitiative]] = {}

    def write(self, case: Case) -> dict[str, Any]:
        """The columns that an author fills in."""
        kind = kind_of(case.unit)
        numbers, weights = GROUPS[kind]
        group = self.rng.choices(numbers, weights)[0]
        said = next(self._source(group, kind, case.unit))
        facts = {
            "title": said.title,
            "summary": said.summary,
            "target_group": group,
            "benefit_claimed": said.benefit_claimed,
            "way": self.rng.choices(*WAYS)[0].value,
            **self._recognition(case, kind),
        }
        if case.state in PENDING and (
            facts["way"] == Way.LIST or self.rng.random() < SHARE_WITHOUT_PAPERS
        ):
            facts |= WITHOUT_RECOGNITION
        return facts | self._fault(case, facts)

    def _source(self, group: int, kind: str, unit: Unit) -> Iterator[InventedInitiative]:
        theme = "commune" if kind == "farm" else kind
        sector = invented.sector_of(unit.name)
        key = (group, theme, sector)
        if key not in self.sources:
            self.sources[key] = invented.initiatives(self.rng, group, theme, sector)
        return self.sources[key]

    def _recognition(self, case: Case, kind: str) -> dict[str, Any]:
        """Applied, then recognised, then handed in; all inside the stage."""
        since = STAGES[case.stage].since
        submitted = clock.day_of(case.submitted_at)
        applied = self._day(since, submitted - dt.timedelta(days=4))
        recognised = self._day(applied, submitted - dt.timedelta(days=1))
        issuer = case.unit.name.removeprefix("CĐCS ").removeprefix("CĐ ")
        return {
            "applied_on": applied,
            "applied_precision": "day",
            "recognised_on": recognised,
            "recognition_kind": self.rng.choices(*RECOGNITIONS)[0].value,
            "recognition_number": f"{self.rng.randint(4, 620)}/{SIGNED[kind]}",
            "recognition_issuer": issuer,
        }

    def _day(self, since: dt.date, until: dt.date) -> dt.date:
        return since + dt.timedelta(days=self.rng.randint(0, max(0, (until - since).days)))

    def _fault(self, case: Case, facts: dict[str, Any]) -> dict[str, Any]:
        """What is wrong with an invalid one, so that its reason is true."""
        match case.reason:
            case "chua-cong-nhan":
                return WITHOUT_RECOGNITION
            case "thieu-hinh-thuc":
                return {"recognition_kind": None, "recognition_number": None}
            case "thieu-gia-tri":
                return {"benefit_claimed": None}
            case "ngoai-thoi-gian":
                before = STAGES[case.stage].since - dt.timedelta(days=self.rng.randint(8, 60))
                return {"recognised_on": before, "applied_on": before - dt.timedelta(days=15)}
        return {}
