"""The forms of a run: what it says of all that is chosen, and which selection was shown."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, ValidationError

from app import clock
from app.programmes import Stage
from app.reviews.forms import ReasonForm
from app.reviews.outcomes import NEEDS_REASON, Outcome
from app.reviews.saying import Word
from app.web.forms import AtMost, DayField, Form, LineField, Required


class PlainRun(Form):
    """Valid: nothing is asked."""

    mark = HiddenField()

    @property
    def said(self) -> dict[str, Any]:
        return {}


class ConfirmRun(Form):
    """With whom and when all of them were assessed; whether that can be, each one's rule says."""

    mark = HiddenField()
    assessed_with = LineField(
        _l("Đã đánh giá cùng ai của đơn vị sử dụng lao động"),
        [Required(), AtMost(200)],
        description=_l("Ví dụ: Hội đồng sáng kiến, Giám đốc xí nghiệp, Ban Giám hiệu."),
    )
    assessed_on = DayField(_l("Ngày đánh giá"), [Required()])

    def validate_assessed_on(self, field: DayField) -> None:
        day: dt.date | None = field.data
        if day and day > clock.today():
            raise ValidationError(_("Ngày đánh giá chưa đến."))

    @property
    def said(self) -> dict[str, Any]:
        return {"assessed_with": self.assessed_with.data, "assessed_on": self.assessed_on.data}


class ReasonRun(ReasonForm):
    mark = HiddenField()

    @property
    def said(self) -> dict[str, Any]:
        return {"codes": self.chosen, "note": self.note.data}


def form_for(outcome: Outcome, stage: Stage | None, **options: Any) -> Any:
    """The form of a run that says this; its `word` is what it says."""
    if outcome is Outcome.CONFIRMED:
        return ConfirmRun(**options)
    if outcome in NEEDS_REASON and stage is not None:
        return ReasonRun(stage, **options)
    return PlainRun(**options)


def word_of(outcome: Outcome, form: Any) -> Word:
    """What a filled form says."""
    return Word(outcome, **form.said)
