"""What an empty house begins with: a root, and the kinds and blocks it hands down."""

import datetime as dt

import sqlalchemy as sa

from app.db import db
from app.tenancy import owned_by
from app.units.kinds import Block, Kind
from app.units.models import Unit

ROOT = "Tổng Liên đoàn Lao động Việt Nam"
KINDS = [
    ("tong-lien-doan", "Tổng Liên đoàn", False),
    ("tinh", "Liên đoàn Lao động tỉnh, thành phố", False),
    ("nganh-trung-uong", "Công đoàn ngành Trung ương và tương đương", False),
    ("cap-tren", "Công đoàn cấp trên trực tiếp cơ sở", False),
    ("xa-phuong", "Công đoàn xã, phường, đặc khu", False),
    ("co-so", "Công đoàn cơ sở", True),
    ("nghiep-doan", "Nghiệp đoàn cơ sở", True),
]
BLOCKS = [
    ("xa-thi-tran", "Xã, phường, thị trấn"),
    ("hcsn", "Hành chính sự nghiệp"),
    ("truong-hoc", "Trường học"),
    ("doanh-nghiep", "Doanh nghiệp"),
]


def plant(code: str, name: str, *, at: dt.datetime) -> Unit | None:
    """The root of an empty house with its kinds and blocks; None when the house is not empty."""
    if db.session.scalar(sa.select(sa.exists().where(Unit.id > 0))):
        return None
    root = Unit.open_root(code=code, name=name, kind=KINDS[0][0], at=at)
    for position, (kind, words, grassroots) in enumerate(KINDS):
        kind_row = {"code": kind, "name": words, "grassroots": grassroots}
        db.session.add(Kind(**owned_by(root), **kind_row, position=position))
    for position, (block, words) in enumerate(BLOCKS):
        db.session.add(Block(**owned_by(root), code=block, name=words, position=position))
    return root
