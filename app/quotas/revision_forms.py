"""The form that revises a unit's quota."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError

from app.quotas.changing import Wording
from app.quotas.planning import Facts
from app.quotas.request_forms import PaperFields
from app.quotas.revising import KINDS, Kind, Wish
from app.web.forms import AtMost, ChoiceField, CountField, Required, TextField


class RevisionForm(PaperFields):
    """Fields stand in the order of the form; `seen` is what the preview showed."""

    unit = ChoiceField(_l("Đơn vị"), coerce=int)
    kind = ChoiceField(_l("Việc cần làm"), pairs=KINDS.items())
    stage_from = ChoiceField(_l("Giai đoạn"), coerce=int)
    amount = CountField(
        _l("Số lượng"),
        description=_l("Để trống nếu chuyển toàn bộ số còn thiếu sang giai đoạn sau."),
    )
    to_unit = ChoiceField(_l("Chuyển đến đơn vị"), coerce=int)
    to_stage = ChoiceField(_l("Chuyển đến giai đoạn"), coerce=int)
    reason = TextField(_l("Lý do điều chỉnh"), [Required(), AtMost(500)], default="")
    seen = HiddenField()

    def __init__(self, found: Facts, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.found = found
        self.children = {unit.id: unit for unit in found.units if unit.id != found.unit.id}
        self.stages = {stage.id: stage for stage in found.stages}
        units = [(unit.id, unit.name) for unit in self.children.values()]
        stages = [(stage.id, stage.name) for stage in found.stages]
        none = [(0, _("Không chuyển"))]
        self.unit.offer(units)
        self.stage_from.offer(stages)
        self.to_unit.offer(none + units)
        self.to_stage.offer(none + stages)

    def validate_seen(self, field: HiddenField) -> None:
        if len(field.data or "") > 500:
            raise ValidationError(_("Xin tải lại trang rồi thử lại."))

    def validate(self, *args: Any, **options: Any) -> bool:
        valid = bool(super().validate(*args, **options))
        return self.check_paper() and valid

    @property
    def wish(self) -> Wish:
        """What is wished for; the form is valid."""
        return Wish(
            Kind(self.kind.data),
            self.children[self.unit.data],
            self.stages[self.stage_from.data],
            self.amount.data,
            self.children.get(self.to_unit.data),
            self.stages.get(self.to_stage.data),
        )

    @property
    def why(self) -> Wording:
        return Wording(self.reason.data or "", self.beyond.data or "")
