"""The form that hands a list in."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import ValidationError

from app import clock
from app.db import db
from app.intake.handed import PASTED, Handed
from app.intake.known import windows_for
from app.intake.listed import ListRefused
from app.programmes import Stage, running
from app.tenancy import Scope
from app.units import Unit, list_unit
from app.vietnamese import moment_text
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, TextField


class PaperForm(Form):
    stage = ChoiceField(_l("Giai đoạn"), [Required(_l("Xin chọn giai đoạn."))])
    file = FileField(
        _l("Tệp danh sách"),
        description=_l("Excel (.xlsx) hoặc Word (.docx), tối đa 20.000 dòng."),
    )
    pasted = TextField(
        _l("Hoặc dán bảng vào đây"),
        description=_l("Chọn cả dòng tiêu đề trong Excel hoặc Word, sao chép rồi dán."),
    )
    about = LineField(
        _l("Danh sách của đơn vị"),
        [AtMost(200)],
        description=_l(
            "Để trống thì hệ thống đọc dòng “CĐCS: …” hoặc cột “Đơn vị” trong tệp. "
            "Muốn ghi rõ, xin gõ tên hoặc mã."
        ),
        default="",
    )
    about_unit: Unit | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        windows = windows_for(g.unit)
        self._stages = {str(w.stage.id): w.stage for w in windows}
        self.stage.offer(
            (key, f"{stage.name} · {stage.programme.name}") for key, stage in self._stages.items()
        )
        self.running = now = running(windows, clock.now())
        self.stage.data = self.stage.data or (str(now.stage.id) if now else None)

    @property
    def chosen_stage(self) -> Stage:
        return self._stages[self.stage.data]

    def validate_file(self, field: FileField) -> None:
        if not field.data and not self.pasted.data:
            raise ValidationError(_("Xin chọn tệp danh sách, hoặc dán bảng vào ô bên dưới."))

    def validate_about(self, field: LineField) -> None:
        if not field.data:
            return
        unit = Unit.by_code(field.data) or list_unit(field.data, within=g.unit)
        if unit is None or not unit.is_open or not Scope(g.unit.path).holds(unit.path):
            raise ValidationError(_("Không tìm thấy đơn vị này trong phạm vi của đồng chí."))
        self.about_unit = unit

    def handed(self) -> Handed | None:
        """The list that was handed in; None with the reason at the field if there is none.

        A large file is looked into by the worker.
        """
        # The transaction is opened anew afterwards: nobody waits while a file is being read.
        db.session.rollback()
        field = self.file if self.file.data else self.pasted
        handed = self._handed()
        try:
            if not handed.is_large:
                assert handed.paper
        except ListRefused as refused:
            field.errors = [*field.errors, refused.message]
            return None
        return handed

    def _handed(self) -> Handed:
        if self.file.data:
            return Handed(self.file.data.filename or "", self.file.data.read())
        name = _("Bảng dán lúc %(moment)s", moment=moment_text(clock.now()))
        return Handed(name, self.pasted.data.encode("utf-8", "replace"), PASTED)
