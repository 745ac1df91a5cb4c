"""Trees, rosters and absences by chance, through the verbs: whatever happens, a request that is to
be done lies on exactly one desk of its asker's line that is open, and only that one acts."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa

from app.db import db
from app.support import Duty, Request, State, Tie
from app.support.refusals import NotInLine, NotOnYourDesk
from app.support.states import TO_DO, Act
from app.units import Unit
from tests.support.conftest import DESK, said, unit
from tests.world import NOW

TODAY = NOW.date()
DAY = dt.timedelta(days=1)
HAPPENS = [
    *("ask", "ask", "climb", "climb", "hand_over", "hand_over", "merge", "answer", "answer"),
    *("trespass", "reopen"),
    *("move", "move", "close", "roster", "open"),
]


@dataclass
class House:
    """A tree under the root that grows, moves and closes."""

    dice: random.Random
    codes: list[str] = field(default_factory=lambda: ["tld"])
    number: int = 0

    def open_one(self) -> None:
        self.number += 1
        code = f"r{self.number}"
        above = self.any_unit()
        above.open_child(code=code, name=f"Công đoàn số {code}", kind="upper", by=None, at=NOW)
        self.codes.append(code)
        self.roster(unit(code))

    def any_unit(self) -> Unit:
        return unit(self.dice.choice(self.codes))

    def roster(self, here: Unit) -> None:
        """Other people on duty there: some not yet, some no longer, some away."""
        for duty in Duty.listed([here.path]):
            duty.end(by=1, at=NOW)
        for number in range(self.dice.choice([0, 0, 1, 2])):
            told = {
                "account_id": number + 1,
                "full_name": "Trần Văn Bình",
                "hours": "07:30-17:00",
                "since": self.day(),
                "until": None,
                "away_since": self.day(),
                "away_until": None,
                "stand_in_id": (instead := self.dice.choice([None, 1, 2, 3])),
                "stand_in": "Võ Thị Mai" if instead else "",
            }
            Duty.lay_down(here, told, by=1, at=NOW)

    def day(self) -> dt.date | None:
        return self.dice.choice([None, None, TODAY - DAY * 3, TODAY + DAY * 30])

    def is_manned(self, here: Unit) -> bool:
        """By hand, today: somebody whose duty has begun and who is here, or stood in for."""
        rows = db.session.scalars(
            sa.select(Duty).where(Duty.unit_id == here.id, Duty.ended_at.is_(None))
        ).all()
        away = {row.account_id for row in rows if row.away_since and row.away_since <= TODAY}
        return any(
            (row.since is None or row.since <= TODAY)
            and (row.account_id not in away or (row.stand_in_id and row.stand_in_id not in away))
            for row in rows
        )

    def line(self, here: Unit) -> list[Unit]:
        """From a unit up to the root."""
        found = [here]
        while (above := found[-1].parent()) is not None:
            found.append(above)
        return found

    # --- what happens ---

    def ask(self) -> None:
        asker, own = self.any_unit(), self.dice.random() < 0.3
        made = Request.ask(asker, said(), own=own, by=2, at=NOW)
        upward = self.line(asker)
        asked = upward if own or len(upward) == 1 else upward[1:]
        manned = [one for one in asked if self.is_manned(one)]
        nearest = manned[0] if manned else upward[min(1, len(upward) - 1)]
        assert made.desk.code == nearest.code

    def climb(self, request: Request) -> None:
        if request.climbs_at is None:
            return
        before = request.desk
        assert request.climb(at=request.climbs_at)
        assert before.path.startswith(request.desk.path) and before.id != request.desk_unit_id

    def hand_over(self, request: Request) -> None:
        to, here = self.any_unit(), request.desk
        if to.code in [one.code for one in self.line(request.unit)]:
            request.hand_over(to, here, **DESK)
            assert request.desk_unit_id == to.id
        else:
            with pytest.raises(NotInLine):
                request.hand_over(to, here, **DESK)

    def merge(self, request: Request) -> None:
        others = [one for one in waiting() if one.desk_unit_id == request.desk_unit_id]
        other = self.dice.choice(others)
        if other.id != request.id:
            Tie.merge(request, other, request.desk, **DESK)
            assert request.state == State.MERGED

    def answer(self, request: Request) -> None:
        request.answer(self.dice.choice([Act.REPLY, Act.SOLVE]), "Lời", request.desk, **DESK)

    def reopen(self, request: Request) -> None:
        solved = sa.select(Request).where(Request.state == State.SOLVED).order_by(Request.id)
        for one in db.session.scalars(solved.limit(2)).all():
            one.add("Vẫn chưa được", one.unit, **DESK)

    def trespass(self, request: Request) -> None:
        here = self.any_unit()
        if here.id != request.desk_unit_id:
            with pytest.raises(NotOnYourDesk):
                request.answer(Act.REPLY, "Có lời", here, **DESK)

    def move(self) -> None:
        one, under = self.any_unit(), self.any_unit()
        if one.code != "tld" and not under.path.startswith(one.path):
            one.move(under, by=1, at=NOW)

    def close(self) -> None:
        """A unit without any below it is merged into another one."""
        here = self.any_unit()
        if here.code != "tld" and not db.session.scalar(sa.select(here.children().exists())):
            here.close(by=1, at=NOW, successor=unit("tld"))
            self.codes.remove(here.code)


def waiting() -> list[Request]:
    query = sa.select(Request).where(Request.state.in_(TO_DO)).order_by(Request.id)
    return list(db.session.scalars(query))


def faults() -> Iterator[str]:
    """What lies where it may not, looked at without any model's word for it."""
    rows = db.session.execute(
        sa.select(Request.id, Request.unit_path, Unit.path, Unit.closed_on)
        .outerjoin(Unit, Unit.id == Request.desk_unit_id)
        .where(Request.state.in_((*TO_DO, State.SOLVED)))
    )
    for number, asker, desk, closed_on in rows:
        if desk is None:
            yield f"{number} lies nowhere"
        elif not asker.startswith(desk):
            yield f"{number} lies below or beside its line"
        elif closed_on is not None:
            yield f"{number} lies where nobody works"


@pytest.mark.parametrize("seed", range(24))
def test_whatever_happens_it_lies_on_one_desk_of_its_line(as_unit, seed):
    dice = random.Random(seed)
    with as_unit("tld") as session:
        house = House(dice)
        for _number in range(dice.randrange(4, 9)):
            house.open_one()
        house.ask()
        for _number in range(28):
            happens = dice.choice(HAPPENS)
            requests = waiting()
            if happens in ("ask", "move", "close"):
                getattr(house, happens)()
            elif happens == "roster":
                house.roster(house.any_unit())
            elif happens == "open":
                house.open_one()
            elif requests:
                getattr(house, happens)(dice.choice(requests))
            session.expire_all()
            assert list(faults()) == [], happens
