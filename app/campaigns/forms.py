"""Forms of campaigns and of their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app.campaigns.models import Campaign
from app.campaigns.targets import Party
from app.programmes import Window
from app.progress import DEFINITIONS
from app.vietnamese import BadNumber, count_text, parse_count
from app.web.forms import (
    AtMost,
    ChoiceField,
    CountField,
    DayField,
    Form,
    LineField,
    Required,
    TextField,
)

MOST = 10_000_000
"""Initiatives: more than the nation has."""
FACTS = ("name", "since", "until", "counting", "document", "words")
"""Columns of a campaign that its form shows under their own names."""


def _some(_form: Form, field: CountField) -> None:
    if field.data is not None and not 0 < field.data <= MOST:
        raise ValidationError(_("Mục tiêu từ 1 đến %(most)s sáng kiến.", most=count_text(MOST)))


class CampaignForm(Form):
    name = LineField(
        _l("Tên đợt"),
        [Required(), AtMost(120)],
        description=_l("Ví dụ: Tuần cao điểm chào mừng Đại hội Công đoàn."),
    )
    window = ChoiceField(_l("Giai đoạn"))
    since = DayField(_l("Từ ngày"), [Required()])
    until = DayField(_l("Đến hết ngày"), [Required()])
    amount = CountField(
        _l("Mục tiêu"),
        [Required(), _some],
        description=_l("Số sáng kiến tăng thêm của toàn đơn vị trong đợt."),
    )
    counting = ChoiceField(
        _l("Cách tính"),
        pairs=[(one.value, words) for one, words in DEFINITIONS.items()],
        description=_l("Sáng kiến rút lại trong đợt được trừ ra."),
    )
    document = LineField(_l("Số văn bản"), [AtMost(120)])
    words = TextField(
        _l("Lời phát động"),
        [AtMost(1000)],
        description=_l("Mở đầu thông báo gửi các đơn vị trong ngày bắt đầu; để trống cũng được."),
        counter_max=1000,
    )

    def __init__(self, windows: Sequence[Window], **options: Any) -> None:
        super().__init__(**options)
        self.windows = {f"{w.programme.code}:{w.stage.code}": w for w in windows}
        self.window.offer([(key, w.label) for key, w in self.windows.items()])

    @classmethod
    def empty(cls, windows: Sequence[Window], window: Window) -> "CampaignForm":
        """A new one, of the stage that takes initiatives now."""
        key = f"{window.programme.code}:{window.stage.code}"
        return cls(windows, formdata=None, data={"window": key, "counting": "registered"})

    @classmethod
    def filled(cls, windows: Sequence[Window], campaign: Campaign, window: Window) -> Any:
        """The form of a campaign as it is."""
        data = {name: getattr(campaign, name) for name in FACTS}
        key = f"{window.programme.code}:{window.stage.code}"
        return cls(windows, formdata=None, data={**data, "window": key, "amount": campaign.target})

    @property
    def chosen(self) -> Window:
        return self.windows[self.window.data]

    def facts(self) -> dict[str, Any]:
        """What the verbs of a campaign ask for."""
        facts = {name: self.changes[name] for name in FACTS}
        facts |= {name: facts[name] or None for name in ("document", "words")}
        return {**facts, "target": self.amount.data}


class LaterForm(Form):
    """What can be changed once it has begun, and why."""

    until = DayField(_l("Đến hết ngày"), [Required()])
    amount = CountField(_l("Mục tiêu"), [Required(), _some])
    reason = LineField(
        _l("Lý do"),
        [Required(), AtMost(300)],
        description=_l("Các đơn vị đọc được, ví dụ: mưa bão, nhiều đơn vị mất điện."),
    )

    @classmethod
    def filled(cls, campaign: Campaign) -> "LaterForm":
        return cls(formdata=None, data={"until": campaign.until, "amount": campaign.target})

    def facts(self) -> dict[str, Any]:
        return {"until": self.until.data, "target": self.amount.data}


class CancelForm(Form):
    cancel_reason = LineField(_l("Lý do hủy"), [Required(), AtMost(300)])


@dataclass
class TargetGrid:
    """The table of targets as it was typed: a field `amount-<unit>` of each open unit below."""

    parties: Sequence[Party]
    typed: dict[int, str] = field(default_factory=dict)
    faults: dict[int, str] = field(default_factory=dict)
    amounts: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    def shown(cls, parties: Sequence[Party], fill: Mapping[int, int] | None = None) -> "TargetGrid":
        """As it stands, or as a share would fill it."""
        grid = cls(parties)
        for one in parties:
            amount = fill.get(one.unit.id) if fill else one.amount
            grid.typed[one.unit.id] = count_text(amount) if amount else ""
            grid.amounts[one.unit.id] = amount
        return grid

    @classmethod
    def read(cls, parties: Sequence[Party], form: Mapping[str, str]) -> "TargetGrid":
        """What was typed; a unit that the form leaves out keeps what it has."""
        grid = cls.shown(parties)
        grid.amounts = {}
        for name, text in form.items():
            _amount, _dash, number = name.partition("amount-")
            if number.isdecimal() and len(number) < 10:
                grid._take(int(number), text.strip())
        return grid

    def _take(self, number: int, text: str) -> None:
        self.typed[number] = text
        try:
            amount = parse_count(text) if text else None
        except BadNumber as bad:
            self.faults[number] = str(bad)
            return
        if amount is not None and amount > MOST:
            self.faults[number] = _("nhiều nhất %(most)s sáng kiến", most=count_text(MOST))
        self.amounts[number] = amount

    @property
    def total(self) -> int:
        return sum(amount or 0 for amount in self.amounts.values())
