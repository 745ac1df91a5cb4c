"""The form of a ladder: a few steps, a row of fields each; a row without a name is left out."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.access import ROLE_NAMES, Permission, Role, roles_with
from app.deadlines.ladders import ABOVE, Rung
from app.deadlines.words import MEASURES, STEPS, Measure, StepKind
from app.programmes import Programme
from app.web.forms import AtMost, ChoiceField, CountField, Form, LineField, Required

ROWS = 6
ACTING = [role for role in Role if role in roles_with(Permission.URGE)]
TOLD = [
    *((role.value, ROLE_NAMES[role]) for role in ACTING),
    (ABOVE, _l("Cấp trên trực tiếp của đơn vị")),
]


class RungForm(Form):
    name = LineField(_l("Tên bước"), [AtMost(80)])
    kind = ChoiceField(_l("Việc"), pairs=STEPS.items())
    behind_by = CountField(_l("Chậm ít nhất"))
    measure = ChoiceField(_l("tính bằng"), pairs=MEASURES.items())
    for_days = CountField(_l("Chậm liên tục (ngày)"))
    wait_days = CountField(_l("Sau bước trước (ngày)"))
    acts = ChoiceField(_l("Người làm"), pairs=[(role.value, ROLE_NAMES[role]) for role in ACTING])
    told = SelectMultipleField(
        _l("Báo thêm cho"),
        choices=[SelectChoice(value=value, label=words) for value, words in TOLD],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def show(self, rung: Rung | None) -> "RungForm":
        """A step as it is laid down; a free row where there is none."""
        rung = rung or Rung("", StepKind.CALL)
        self.name.data, self.kind.data = rung.name, rung.kind.value
        self.behind_by.data, self.measure.data = rung.behind_by, rung.measure.value
        self.for_days.data, self.wait_days.data = rung.for_days, rung.wait_days
        self.acts.data, self.told.data = rung.acts.value, list(rung.told)
        return self

    @property
    def is_free(self) -> bool:
        return not self.name.data

    @property
    def rung(self) -> Rung:
        return Rung(
            self.name.data or "",
            StepKind(self.kind.data),
            self.behind_by.data or 0,
            Measure(self.measure.data),
            self.for_days.data or 0,
            self.wait_days.data or 0,
            Role(self.acts.data),
            tuple(self.told.data or ()),
        )

    def validate_told(self, field: Any) -> None:
        if not {value for value, _words in TOLD}.issuperset(field.data or ()):
            raise ValidationError(_("Xin chọn một mục trong danh sách."))


class LadderForm(Form):
    """Name and programme; `rows` are the steps."""

    name = LineField(_l("Tên thang đôn đốc"), [Required(), AtMost(120)])
    programme = ChoiceField(_l("Áp dụng cho chương trình"))

    def __init__(self, programmes: Sequence[Programme], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.programmes = {programme.code: programme for programme in programmes}
        names = [(code, programme.name) for code, programme in self.programmes.items()]
        self.programme.offer([*names, ("", _("Mọi chương trình không có thang riêng"))])
        self.rows = [RungForm(prefix=f"s{n}", **options) for n in range(1, ROWS + 1)]

    def show(self, name: str, rungs: Sequence[Rung]) -> "LadderForm":
        self.name.data = name
        for number, row in enumerate(self.rows):
            row.show(rungs[number] if number < len(rungs) else None)
        return self

    @property
    def steps(self) -> list[Rung]:
        return [row.rung for row in self.rows if not row.is_free]

    def validate(self, *args: Any, **options: Any) -> bool:
        valid = bool(super().validate(*args, **options))
        used = [row for row in self.rows if not row.is_free]
        rows = [row.validate() for row in used]
        if not used:
            self.form_errors.append(_("Thang đôn đốc cần ít nhất một bước có tên."))
        elif not all(rows):
            self.form_errors.append(_("Có bước ghi chưa đúng, xin xem các ô được đánh dấu."))
        return valid and bool(used) and all(rows)
