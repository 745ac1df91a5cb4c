"""A visitor's steps: a link to open, a form to fill, and what lies in the database afterwards."""

import re
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.initiatives import Initiative
from app.links import LinkSubmission, UnitLink
from app.units import Unit
from tests.world import NOW

CARRIED = {"key", "sheet", "photo_kept", "read"}
HIDDEN = re.compile(r'<input id="\w+" name="(\w+)" type="hidden" value="([^"]*)">')
SAID = {
    "full_name": "Trần Thị Hoa",
    "phone": "0901 234 567",
    "birth": "1985",
    "target_group": "2",
    "title": "Cải tiến cữ gá may túi",
    "applied_on": "tháng 8/2022",
    "summary": "Làm cữ gá bằng nhựa, năng suất tăng 15%.",
    "benefit_claimed": "350 triệu",
    "recognition_kind": "decision",
    "elsewhere": "",
    "agreed": "y",
}


def link_at(as_unit: Any, code: str = "cs-a11", **facts: Any) -> str:
    """The code of a new link there."""
    with as_unit(code) as session:
        unit = session.scalars(sa.select(Unit).where(Unit.code == code)).one()
        if facts:
            unit.describe(by=None, at=NOW, **facts)
        return UnitLink.open(unit, by=None, at=NOW).code


def hidden(answer: TestResponse) -> dict[str, str]:
    """What the form on a page carries."""
    found = dict(HIDDEN.findall(answer.text))
    assert found.keys() == CARRIED, answer.text[-800:]
    return found


def filled(client: Any, code: str, **changes: Any) -> dict[str, Any]:
    """The form of a link as somebody fills it."""
    page = client.get(f"/n/{code}")
    assert page.status_code == 200
    return {**hidden(page), **SAID, **changes}


def send(client: Any, code: str, form: dict[str, Any]) -> TestResponse:
    return client.post(f"/n/{code}", data=form)


def receipt_of(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text[-1500:]
    return answer.location.partition("?")[0].rpartition("/")[2]


def lying(as_unit: Any, unit: str = "cs-a11") -> list[tuple[str, str, str]]:
    """What lies at a unit: receipt, title, state."""
    with as_unit(unit) as session:
        rows = session.scalars(sa.select(Initiative).order_by(Initiative.id))
        return [(row.code, row.title, row.state) for row in rows]


def came_in(as_unit: Any, unit: str = "cs-a11") -> list[tuple[int, str]]:
    with as_unit(unit) as session:
        rows = session.scalars(sa.select(LinkSubmission).order_by(LinkSubmission.id))
        return [(row.initiative_id, row.code) for row in rows]
