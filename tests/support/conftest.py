"""May Hòa Bình asks; the district Đông Sơn and the province An Phú have people on duty."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock
from app.accounts import Membership
from app.db import db
from app.support import Asked, Duty, Request
from app.units import Unit
from tests.world import NOW

GRASSROOTS, UPPER, PROVINCE = "cs-a11", "huyen-a1", "tinh-a"
DESK: dict[str, Any] = {"by": 1, "signed_by": "Trần Văn Bình", "at": NOW}
ASKER: dict[str, Any] = {"by": 2, "signed_by": "Lê Thị Hoa", "at": NOW}
PHONE = "0912345678"


def unit(code: str) -> Unit:
    found = Unit.by_code(code)
    assert found is not None
    return found


def account(login: str) -> int:
    """The account of "officer.huyen-a1"."""
    role, code = login.split(".")
    query = sa.select(Membership.account_id).where(
        Membership.unit_id == unit(code).id, Membership.role == role
    )
    return db.session.scalars(query).one()


def said(**changes: Any) -> Asked:
    told: dict[str, Any] = {
        "category": "list",
        "subject": "Danh sách bị từ chối ở dòng 12",
        "text": "Hệ thống báo ngày áp dụng sai, nhưng quyết định ghi đúng ngày này.",
        "asker": "Lê Thị Hoa",
    }
    return Asked(**{**told, **changes})


def ask(code: str = GRASSROOTS, at: dt.datetime = NOW, **changes: Any) -> Request:
    return Request.ask(unit(code), said(**changes), own=False, by=2, at=at)


def on_duty(code: str, **changes: Any) -> Duty:
    told = {"full_name": "Trần Văn Bình", "phone": PHONE, "hours": "07:30-11:30 13:30-17:00"}
    return Duty.lay_down(unit(code), {**told, **changes}, by=1, at=NOW)


def moment(text: str) -> dt.datetime:
    """An instant in Hà Nội, e.g. "2023-03-06 08:00"."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=clock.HANOI)


@pytest.fixture
def rostered(as_unit) -> None:
    with as_unit("tld"):
        on_duty(UPPER)
        on_duty(PROVINCE, full_name="Phạm Thị Lan")


@pytest.fixture
def asked(rostered, as_unit) -> int:
    """The id of a request of May Hòa Bình on the desk of the district."""
    with as_unit(GRASSROOTS):
        return ask().id
