"""Forms of units."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FileField, ValidationError

from app.units.kinds import Block, Kind
from app.units.models import Unit
from app.web.forms import AtMost, ChoiceField, CountField, Form, LineField, Required


class UnitForm(Form):
    name = LineField(_l("Tên đơn vị"), [Required(), AtMost(200)])
    short_name = LineField(_l("Tên ngắn"), [AtMost(80)], description=_l("Dùng trong bảng hẹp."))
    code = LineField(
        _l("Mã đơn vị"), [Required(), AtMost(60)], description=_l("Không dấu, viết liền.")
    )
    kind_code = ChoiceField(_l("Loại đơn vị"))
    block_code = ChoiceField(_l("Khối"))
    member_count = CountField(_l("Số đoàn viên"))

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.kind_code.offer((kind.code, kind.name) for kind in Kind.known())
        blocks = [(block.code, block.name) for block in Block.known()]
        self.block_code.offer([("", _("Chưa xếp khối")), *blocks])

    def facts(self) -> dict[str, Any]:
        """What `Unit.open_child` asks for."""
        facts = self.changes
        kind, block = facts.pop("kind_code"), facts.pop("block_code")
        return {**facts, "kind": kind, "block_code": block or None}

    def validate_code(self, field: LineField) -> None:
        if not field.data.replace("-", "").isalnum() or not field.data.isascii():
            raise ValidationError(_("Mã chỉ gồm chữ không dấu, số và dấu gạch nối."))


class RenameForm(Form):
    name = LineField(_l("Tên mới"), [Required(), AtMost(200)])


class FactsForm(Form):
    """What a unit is, as rules and comparisons need it."""

    block_code = ChoiceField(_l("Khối"))
    member_count = CountField(_l("Số đoàn viên"))

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        blocks = [(block.code, block.name) for block in Block.known()]
        self.block_code.offer([("", _("Chưa xếp khối")), *blocks])

    def show(self, unit: Unit) -> None:
        """Fill in what is known of a unit."""
        self.block_code.data = unit.block_code or ""
        self.member_count.data = unit.member_count

    @property
    def facts(self) -> dict[str, Any]:
        """What `Unit.describe` asks for."""
        return {
            "block_code": self.block_code.data or None,
            "member_count": self.member_count.data,
        }


class MoveForm(Form):
    under = LineField(_l("Chuyển vào đơn vị"), [Required()], description=_l("Mã hoặc tên đơn vị."))
    document = LineField(_l("Văn bản"), [AtMost(120)])
    target: Unit | None = None

    def validate_under(self, field: LineField) -> None:
        self.target = Unit.by_code(field.data) or Unit.by_name(field.data)
        if self.target is None or not self.target.path.startswith(g.unit.path):
            raise ValidationError(_("Không tìm thấy đơn vị này trong phạm vi của đồng chí."))


class ListForm(Form):
    file = FileField(_l("Tệp danh sách (.xlsx)"), [Required(_l("Xin chọn tệp danh sách."))])
