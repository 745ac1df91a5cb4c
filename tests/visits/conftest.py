"""The district Đông Sơn lags; its group visits the garment factory May Hòa Bình."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import Membership
from app.initiatives import State as Standing
from app.programmes import Window, windows
from app.quotas import Ledger, Paper
from app.units import Unit
from app.visits import Visit, WorkingGroup
from app.visits.acting import Plan
from app.visits.commitments import Commitment
from app.visits.copies import Terms
from tests.world import NOW
from tests.written import hand_in

UPPER, LOWER = "huyen-a1", "cs-a11"
BY: dict[str, Any] = {"by": 1, "signed_by": "Trần Văn Bình", "at": NOW}
ACTING: dict[str, Any] = {"by": 1, "at": NOW}
DUE = dt.date(2023, 3, 31)


def unit(code: str) -> Unit:
    found = Unit.by_code(code)
    assert found is not None
    return found


def gd2(code: str = LOWER) -> Window:
    return next(w for w in windows(unit(code)) if w.stage.code == "gd2")


def account(login: str) -> int:
    """The account of "officer.huyen-a1"."""
    role, code = login.split(".")
    query = sa.select(Membership.account_id).where(
        Membership.unit_id == unit(code).id, Membership.role == role
    )
    from app.db import db

    return db.session.scalars(query).one()


def composed(code: str = UPPER) -> WorkingGroup:
    """A group of the unit's leader and officer, with its contact and a guest."""
    group = WorkingGroup.compose(
        unit(code),
        "Đoàn công tác số 1",
        head=account(f"leader.{code}"),
        secretary=account(f"officer.{code}"),
        others=[account(f"contact.{code}")],
        **ACTING,
    )
    group.invite("Phạm Thị Mời", "Phó Trưởng phòng", "Phòng Nội vụ", **ACTING)
    return group


def plan(group: WorkingGroup, at: dt.datetime = NOW, **changes: Any) -> Plan:
    said: dict[str, Any] = {"venue": "Hội trường Công ty", "meets": ["leaders", "directors"]}
    return Plan(group, at, **{**said, **changes})


def planned(at: dt.datetime = NOW, about: str = LOWER, upper: str = UPPER) -> Visit:
    visit = Visit.propose(unit(upper), unit(about), gd2(about), "Nộp chậm", **BY)
    visit.plan(plan(composed(upper), at), seen=visit.version, **BY)
    return visit


def held() -> Visit:
    visit = planned()
    visit.announce(**BY)
    visit.hold(**BY)
    return visit


def promised(visit: Visit, amount: int | None = 5, due: dt.date = DUE) -> Commitment:
    terms = Terms("Chủ tịch công đoàn", "Nộp thêm sáng kiến của tổ may", amount, due)
    return Commitment.make(visit, terms, **ACTING)


@pytest.fixture
def lagging(as_unit) -> None:
    """Quotas are given down to the district's units; May Hòa Bình has two, of forty."""
    with as_unit("tld"):
        ledger = Ledger(gd2("tld").programme, gd2("tld").stage, by=None, at=NOW)
        paper = Paper("01/QĐ", NOW.date())
        ledger.receive(unit("tld"), 1000, paper)
        for giver, taker, many in (
            ("tld", "tinh-a", 500),
            ("tinh-a", UPPER, 60),
            (UPPER, LOWER, 40),
            (UPPER, "cs-a12", 20),
        ):
            ledger.give(unit(giver), unit(taker), many, paper)
        for _number in range(2):
            hand_in(unit(LOWER), to=Standing.ENDORSED)


@pytest.fixture
def sitting(lagging, as_unit) -> int:
    """The id of a visit that is being held."""
    with as_unit(UPPER):
        return held().id


@pytest.fixture
def at_home(ids) -> Callable[..., str]:
    """`at_home("groups")`: the address of a page of the district's room, or of another unit's."""

    def address(tail: str = "", code: str = UPPER) -> str:
        return f"/u/{ids[code]}/visits/{tail}"

    return address


def day(text: str) -> dt.datetime:
    """Eight in the morning of a day in Hà Nội."""
    return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(8), clock.HANOI)


def titles(notices: Sequence[Any]) -> list[str]:
    return [notice.title for notice in notices]
