"""A small world for tests: four levels, two of most things, one account for each role.

    tld ─┬─ tinh-a ─┬─ huyen-a1 ─┬─ cs-a11
         │          │            └─ cs-a12
         │          ├─ huyen-a2 ─── cs-a21
         │          └─ cs-a0 (directly under the province)
         └─ tinh-b ─── huyen-b1 ─── cs-b11

Logins are "role.unit", e.g. "officer.huyen-a1"; the password of all is `PASSWORD`.
"""

import datetime as dt

from app import clock
from app.access import Role
from app.accounts import Account, Membership
from app.db import db
from app.tenancy import owned_by
from app.units import Block, Kind, Unit

PASSWORD = "mat-khau-thu"
NOW = dt.datetime(2023, 3, 6, 8, 0, tzinfo=clock.HANOI)

TREE = [
    (None, "tld", "Tổng Liên đoàn Lao động Việt Nam", "root"),
    ("tld", "tinh-a", "LĐLĐ tỉnh An Phú", "province"),
    ("tld", "tinh-b", "LĐLĐ tỉnh Bình Hòa", "province"),
    ("tinh-a", "huyen-a1", "LĐLĐ huyện Đông Sơn", "upper"),
    ("tinh-a", "huyen-a2", "LĐLĐ huyện Tây Sơn", "upper"),
    ("tinh-a", "cs-a0", "Công đoàn Viên chức tỉnh An Phú", "grassroots"),
    ("huyen-a1", "cs-a11", "CĐCS Công ty TNHH May Hòa Bình", "grassroots"),
    ("huyen-a1", "cs-a12", "CĐCS Trường Tiểu học Lê Lợi", "grassroots"),
    ("huyen-a2", "cs-a21", "CĐCS Bệnh viện Tây Sơn", "grassroots"),
    ("tinh-b", "huyen-b1", "LĐLĐ huyện Nam Hà", "upper"),
    ("huyen-b1", "cs-b11", "CĐCS Hợp tác xã Nam Hà", "grassroots"),
]
KINDS = [
    ("root", "Tổng Liên đoàn", False),
    ("province", "LĐLĐ tỉnh, thành phố", False),
    ("upper", "Công đoàn cấp trên trực tiếp cơ sở", False),
    ("grassroots", "Công đoàn cơ sở", True),
]
BLOCKS = [("doanh-nghiep", "Doanh nghiệp"), ("truong-hoc", "Trường học")]


def build() -> None:
    """Fill an empty, migrated database. The session must see everything."""
    units: dict[str, Unit] = {}
    for parent, code, name, kind in TREE:
        if parent is None:
            units[code] = Unit.open_root(code=code, name=name, kind=kind, at=NOW)
            _kinds(units[code])
        else:
            units[code] = units[parent].open_child(
                code=code, name=name, kind=kind, member_count=100, by=None, at=NOW
            )
    for code, unit in units.items():
        for role in Role:
            person(f"{role.value}.{code}", unit, role)


def person(login: str, unit: Unit, role: Role) -> Account:
    """An account with one post."""
    name = f"Nguyễn Thị {login.title()}"
    account = Account.create(login=login, full_name=name, password=PASSWORD, at=NOW)
    Membership.appoint(account, unit, role, office="Cán bộ", by=None, at=NOW)
    return account


def _kinds(root: Unit) -> None:
    for position, (code, name, grassroots) in enumerate(KINDS):
        db.session.add(
            Kind(
                **owned_by(root),
                code=code,
                name=name,
                grassroots=grassroots,
                position=position,
            )
        )
    for position, (code, name) in enumerate(BLOCKS):
        db.session.add(Block(**owned_by(root), code=code, name=name, position=position))
