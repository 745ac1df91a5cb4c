"""Đông Sơn with two grassroots unions that are behind, and the steps that came up about them."""

import datetime as dt
from typing import Any

from app.deadlines import Escalation, Ladder, Rung, StepKind
from app.programmes import Window, windows
from app.quotas import Ledger, Paper
from app.tenancy import owned_by
from app.units import Unit
from tests.world import NOW

UPPER = "huyen-a1"
QUOTAS = {"cs-a11": 60, "cs-a12": 40}
STEPS = (
    Rung("Nhắc nhở", StepKind.REMIND, for_days=7),
    Rung("Gọi điện", StepKind.CALL, 5, for_days=7, wait_days=7),
    Rung("Công văn đôn đốc", StepKind.DISPATCH, 10, wait_days=10),
)


def unit(code: str) -> Unit:
    found = Unit.by_code(code)
    assert found is not None
    return found


def window(code: str = UPPER) -> Window:
    return next(w for w in windows(unit(code)) if w.stage.code == "gd2")


def give_quotas(as_unit: Any) -> None:
    """Quotas from the root down to both unions; nothing is handed in."""
    with as_unit("tld"):
        stage = window("tld")
        ledger, paper = (
            Ledger(stage.programme, stage.stage, by=None, at=NOW - dt.timedelta(days=60)),
            Paper("01/QĐ", NOW.date()),
        )
        ledger.receive(unit("tld"), 1000, paper)
        ledger.give(unit("tld"), unit("tinh-a"), 500, paper)
        ledger.give(unit("tinh-a"), unit(UPPER), 100, paper)
        for code, quota in QUOTAS.items():
            ledger.give(unit(UPPER), unit(code), quota, paper)


def lay(as_unit: Any) -> int:
    """Đông Sơn's own ladder, switched on; its id."""
    with as_unit(UPPER):
        ladder = Ladder.lay(
            unit(UPPER), programme=window().programme, name="Thang", steps=STEPS, by=None, at=NOW
        )
        ladder.switch_on(by=None, at=NOW)
        return ladder.id


def step(ladder: int, about: str, kind: str = "dispatch", **said: Any) -> Escalation:
    """A step as the daily run makes it, in a session of Đông Sơn."""
    position = {"remind": 1, "call": 2}.get(kind, 3)
    facts: dict[str, Any] = {
        "acts": "officer",
        "told": [],
        "since": dt.date(2023, 1, 30),
        "due": NOW.date(),
        "quota": QUOTAS.get(about, 9),
        "count": 2,
        "expected": 30,
        "made_at": NOW,
        "text": "Cần gửi công văn",
        "state": "due",
        "tells_above": False,
        "step": {"remind": "Nhắc nhở", "call": "Gọi điện"}.get(kind, "Công văn đôn đốc"),
    }
    return Escalation(
        **owned_by(unit(UPPER)),
        about_unit_id=unit(about).id,
        ladder_id=ladder,
        programme_id=window().programme.id,
        stage_id=window().stage.id,
        position=position,
        kind=kind,
        **{**facts, **said},
    )


def put(as_unit: Any, *steps: tuple[str, str], **said: Any) -> list[int]:
    """Steps about units, each (code, kind); their ids."""
    ladder = lay(as_unit)
    with as_unit(UPPER) as session:
        rows = [step(ladder, about, kind, **said) for about, kind in steps]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]
