"""What the journal is narrowed by; lives in the address, so it can be shared."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.audit.reading import Wanted
from app.audit.words import GROUPS
from app.web.forms import ChoiceField, DayField, Form, LineField


class FilterForm(Form):
    """Unknown groups and days that are none narrow nothing; days say what is wrong with them."""

    group = ChoiceField(_l("Loại việc"), validate_choice=False)
    person = LineField(_l("Người làm"))
    unit = LineField(_l("Đơn vị cấp dưới"))
    since = DayField(_l("Từ ngày"))
    until = DayField(_l("Đến ngày"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.group.offer([("", _l("Mọi việc")), *GROUPS.items()])

    def wanted(self) -> Wanted:
        self.validate()
        return Wanted(
            group=self.group.data if self.group.data in GROUPS else "",
            person=self.person.data or "",
            unit=self.unit.data or "",
            since=self.since.data,
            until=self.until.data,
        )
