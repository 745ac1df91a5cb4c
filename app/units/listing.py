"""A list of units from a spreadsheet: looked at first, then taken."""

import datetime as dt
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from app import sheets
from app.db import db
from app.units.kinds import Block, Kind
from app.units.models import Unit
from app.units.refusals import CodeTaken
from app.vietnamese import BadNumber, fold, nfc, parse_count, squeeze

HEADERS = {
    "name": ("ten don vi", "ten cdcs", "cong doan co so"),
    "code": ("ma don vi", "ma"),
    "kind": ("loai don vi", "loai"),
    "block": ("khoi",),
    "member_count": ("so doan vien", "doan vien"),
}


@dataclass
class UnitRow:
    """One line of the list; `fault` says in words why it is left out."""

    row: int
    name: str
    code: str
    kind: str = ""
    block: str | None = None
    member_count: int | None = None
    fault: str | None = None


@dataclass
class UnitList:
    """The lines as understood, or why the file was refused."""

    rows: list[UnitRow] = field(default_factory=list)
    refused: str | None = None

    @property
    def good(self) -> list[UnitRow]:
        return [row for row in self.rows if not row.fault]

    @classmethod
    def read(cls, file: Any) -> "UnitList":
        """Understand an uploaded spreadsheet; writes nothing."""
        try:
            book = sheets.read(file.read())
        except sheets.SheetRefused as error:
            return cls(refused=error.message)
        sheet = next((sheet for sheet in book.sheets if not sheet.hidden), None)
        columns: dict[str, str] = {}
        rows: list[UnitRow] = []
        for line in sheet.rows if sheet else []:
            if not columns:
                columns = _columns(line)
            elif not line.hidden:
                rows += filter(None, [_row(line, columns)])
        if not columns:
            return cls(refused=_("Không thấy dòng tiêu đề có cột “Tên đơn vị” và cột “Mã đơn vị”."))
        _judge(rows)
        return cls(rows=rows)

    def sealed(self) -> str:
        """The good lines, signed, for the form that takes them."""
        return _sealer().dumps([asdict(row) for row in self.good])

    @classmethod
    def unsealed(cls, text: str) -> "UnitList | None":
        """The lines of `sealed`, or None when somebody has changed them."""
        try:
            return cls(rows=[UnitRow(**row) for row in _sealer().loads(text)])
        except BadSignature:
            return None

    def take(self, parent: Unit, *, by: int, at: dt.datetime) -> int:
        """Open the good lines under `parent`; codes that exist are left out. Returns how many."""
        opened = 0
        for row in self.good:
            with suppress(CodeTaken):
                facts = {"block_code": row.block, "member_count": row.member_count}
                parent.open_child(
                    code=row.code, name=row.name, kind=row.kind, by=by, at=at, **facts
                )
                opened += 1
        return opened


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="unit-list")


def _columns(line: sheets.Row) -> dict[str, str]:
    """Letter of each column that the header row names; empty when it is not a header."""
    found = {}
    for letter, cell in line.cells.items():
        head = fold(str(cell.value or ""))
        for name, heads in HEADERS.items():
            if name not in found and head in heads:
                found[name] = letter
    return found if {"name", "code"} <= found.keys() else {}


def _row(line: sheets.Row, columns: dict[str, str]) -> UnitRow | None:
    text = {
        name: squeeze(nfc(str(line.cells[letter].value)))
        for name, letter in columns.items()
        if letter in line.cells and line.cells[letter].value is not None
    }
    if "name" not in text:
        return None
    row = UnitRow(line.number, text["name"], text.get("code", "").lower())
    row.kind, row.block = text.get("kind", ""), text.get("block")
    try:
        if "member_count" in text:
            row.member_count = parse_count(text["member_count"].removesuffix(".0"))
    except BadNumber as error:
        row.fault = str(error)
    return row


def _judge(rows: list[UnitRow]) -> None:
    """Turn kinds and blocks into their codes and say what cannot be taken."""
    kinds = {fold(name): kind for kind in Kind.known() for name in (kind.name, kind.code)}
    blocks = {fold(name): block for block in Block.known() for name in (block.name, block.code)}
    default = next((kind.code for kind in Kind.known() if kind.grassroots), "")
    codes = [row.code for row in rows]
    taken = set(db.session.scalars(sa.select(Unit.code).where(Unit.code.in_(codes))))
    for row in rows:
        if row.fault:
            continue
        if not row.code or not row.code.replace("-", "").isalnum() or not row.code.isascii():
            row.fault = _("Thiếu mã, hoặc mã có dấu hay khoảng trắng.")
        elif row.code in taken:
            row.fault = _("Mã đã có.")
        elif row.kind and fold(row.kind) not in kinds:
            row.fault = _("Không có loại đơn vị “%(kind)s”.", kind=row.kind)
        elif row.block and fold(row.block) not in blocks:
            row.fault = _("Không có khối “%(block)s”.", block=row.block)
        else:
            row.kind = kinds[fold(row.kind)].code if row.kind else default
            row.block = blocks[fold(row.block)].code if row.block else None
            taken.add(row.code)
