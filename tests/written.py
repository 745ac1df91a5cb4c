"""Initiatives for tests: as a form says them, and as the models hold them."""

import datetime as dt
from itertools import count
from typing import Any

from app.initiatives import ConsentWay, Identified, Initiative, State, Way
from app.programmes import windows
from app.units import Unit
from tests.world import NOW

FORM = {
    "full_name": "Trần Thị Hoa",
    "phone": "0901 234 567",
    "birth": "1985",
    "id_number": "",
    "co_authors": "Lê Văn Bình\nPhạm Thị Cúc",
    "target_group": "2",
    "title": "Cải tiến cữ gá may túi",
    "summary": "Làm cữ gá bằng nhựa, năng suất tăng 15%.",
    "applied_on": "15/8/2022",
    "recognised_on": "1/9/2022",
    "recognition_kind": "decision",
    "recognition_number": "12/QĐ-CT",
    "recognition_issuer": "Giám đốc Công ty",
    "benefit_claimed": "350 triệu",
    "link": "",
    "agreed": "y",
    "act": "submit",
}
_numbers = count()


def paper(**changes: str) -> dict[str, str]:
    """A filled form, with a key of its own."""
    return {**FORM, "once": f"paper-{next(_numbers)}", **changes}


def hand_in(
    unit: Unit, *, to: State = State.ENDORSED, at: dt.datetime = NOW, **facts: Any
) -> Initiative:
    """An initiative of a grassroots union in stage 2: a draft, submitted or endorsed."""
    window = next(w for w in windows(unit) if w.stage.code == "gd2")
    number = next(_numbers)
    initiative = Initiative.draft(
        unit,
        window.stage,
        authors=[Identified("Nguyễn Văn An", phone=f"09{number:08}")],
        way=Way.GRASSROOTS,
        consent=ConsentWay.FORM,
        by=None,
        at=at,
        **{
            "title": f"Sáng kiến số {number}",
            "summary": "Làm nhanh hơn.",
            "target_group": 2,
            "applied_on": dt.date(2022, 8, 15),
            **facts,
        },
    )
    if to is not State.DRAFT:
        initiative.submit(window, by=None, at=at)
    if to is State.ENDORSED and initiative.state == State.SUBMITTED:
        initiative.endorse(by=None, at=at)
    return initiative
