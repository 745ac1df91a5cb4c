"""The form of an initiative."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, ValidationError

from app import clock
from app.initiatives.consent import ConsentWay
from app.initiatives.consent_texts import ConsentText
from app.initiatives.models import SUMMARY_MOST, TITLE_MOST, Initiative
from app.initiatives.people import Identified, Person
from app.initiatives.shared_links import BadLink, check_link
from app.initiatives.states import RECOGNITIONS, Act
from app.programmes import Stage, TargetGroup
from app.vietnamese import (
    BadDate,
    BadPhone,
    day_text,
    parse_phone,
    read_birth,
)
from app.web.forms import (
    AtMost,
    ChoiceField,
    DayField,
    Form,
    LineField,
    MoneyField,
    Required,
    TextField,
)

ID_LENGTHS = (9, 12)
PERSONAL = (
    *("version", "full_name", "phone", "birth", "id_number", "co_authors"),
    *("agreed", "read"),
)
COVER = "•"


class InitiativeForm(Form):
    version = HiddenField()
    full_name = LineField(_l("Họ và tên tác giả"), [Required(), AtMost(120)])
    phone = LineField(_l("Số điện thoại"), [Required()])
    birth = LineField(
        _l("Ngày sinh"), description=_l("Ngày/tháng/năm, hoặc chỉ năm sinh."), default=""
    )
    id_number = LineField(_l("Số CMND hoặc căn cước công dân"), default="")
    co_authors = TextField(
        _l("Đồng tác giả"), [AtMost(600)], description=_l("Mỗi người một dòng."), default=""
    )
    target_group = ChoiceField(_l("Đối tượng"), [Required(_l("Xin chọn đối tượng."))])
    title = LineField(_l("Tên sáng kiến"), [Required(), AtMost(TITLE_MOST)])
    summary = TextField(
        _l("Tóm tắt nội dung sáng kiến"),
        [Required(), AtMost(SUMMARY_MOST)],
        counter_max=SUMMARY_MOST,
    )
    applied_on = DayField(_l("Ngày áp dụng"), [Required()])
    recognised_on = DayField(_l("Ngày công nhận"))
    recognition_kind = ChoiceField(_l("Hình thức công nhận"))
    recognition_number = LineField(_l("Số quyết định"), [AtMost(60)], default="")
    recognition_issuer = LineField(_l("Nơi công nhận"), [AtMost(200)], default="")
    benefit_claimed = MoneyField(
        _l("Giá trị làm lợi (đồng)"), description=_l("Ví dụ: 350 triệu, 12.500.000đ/tháng.")
    )
    link = LineField(_l("Liên kết tài liệu"), [AtMost(500)], default="")
    read = HiddenField()  # the text of consent that stood above the box
    agreed = BooleanField(_l("Đồng chí tác giả đã đồng ý cho dùng thông tin cá nhân"))

    def __init__(
        self, stage: Stage, *args: Any, author: Person | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.stage, self.author = stage, author
        self.consent = ConsentText.in_force(stage, on=clock.today())
        groups = [(n, f"{n}. {name}") for n, name in TargetGroup.names(stage).items()]
        self.target_group.offer([("", _("Chọn đối tượng")), *groups])
        self.recognition_kind.offer([("", _("Chưa có")), *RECOGNITIONS.items()])

    @classmethod
    def filled(cls, initiative: Initiative, author: Person) -> "InitiativeForm":
        """The form of an initiative as it stands; telephone and ID number stay covered.

        What is sent back covered is unchanged, so that mending a title reveals nobody.
        """
        birth = author.birth_date
        shown = day_text(birth) if birth else str(author.birth_year or "")
        others = [a.full_name for a in initiative.authors[1:]]
        return cls(
            initiative.stage,
            formdata=None,
            author=author,
            obj=initiative,
            data={
                "full_name": author.full_name,
                "phone": author.masked_phone,
                "birth": shown,
                "id_number": author.masked_id_number,
                "co_authors": "\n".join(others),
            },
        )

    def validate_birth(self, field: LineField) -> None:
        if field.data:
            try:
                read_birth(field.data)
            except BadDate as error:
                raise ValidationError(str(error)) from error

    def validate_phone(self, field: LineField) -> None:
        if self.author and field.data and field.data == self.author.masked_phone:
            return
        try:
            parse_phone(field.data)
        except BadPhone as error:
            raise ValidationError(str(error)) from error

    def validate_id_number(self, field: LineField) -> None:
        field.data = (field.data or "").replace(" ", "")
        if self.author and field.data and field.data == self.author.masked_id_number:
            return
        if field.data and not (field.data.isdigit() and len(field.data) in ID_LENGTHS):
            raise ValidationError(_("CMND có 9 chữ số, căn cước công dân có 12 chữ số."))

    def validate_agreed(self, field: BooleanField) -> None:
        """A draft may be kept without; handing in needs it, each time, and to today's text."""
        if field.data and self.read.data not in (None, "", str(self.consent.id)):
            field.data = False
            raise ValidationError(
                _("Nội dung đồng ý vừa có bản mới. Xin đọc lại cho tác giả rồi đánh dấu.")
            )
        if request.form.get("act") == Act.SUBMIT and not field.data:
            raise ValidationError(_("Xin hỏi tác giả rồi đánh dấu ô này trước khi nộp."))

    def validate_link(self, field: LineField) -> None:
        """What was written before this was asked stays as it is."""
        if field.data and field.data != field.object_data:
            try:
                check_link(field.data)
            except BadLink as error:
                raise ValidationError(str(error)) from error

    def validate_applied_on(self, field: DayField) -> None:
        stage = self.stage
        if field.data and not stage.recognised_since <= field.data <= stage.recognised_until:
            raise ValidationError(
                _(
                    "%(stage)s nhận sáng kiến áp dụng từ %(since)s đến %(until)s.",
                    stage=stage.name,
                    since=day_text(stage.recognised_since),
                    until=day_text(stage.recognised_until),
                )
            )

    @property
    def read_version(self) -> int | None:
        """The version of the initiative that the form was filled from."""
        return int(self.version.data) if str(self.version.data or "").isdigit() else None

    def authors(self) -> list[Identified]:
        """The author with what identifies a person, then the co-authors by name."""
        date, year = read_birth(self.birth.data) if self.birth.data else (None, None)
        first = Identified(
            self.full_name.data,
            phone=None if COVER in self.phone.data else parse_phone(self.phone.data).number,
            birth_date=date,
            birth_year=year,
            id_number=None if COVER in self.id_number.data else self.id_number.data or None,
        )
        others = (self.co_authors.data or "").splitlines()
        return [first, *(Identified(name.strip()) for name in others if name.strip())]

    def consent_way(self, *, on_behalf: bool) -> ConsentWay | None:
        """How the author agreed, if the box says so."""
        if not self.agreed.data:
            return None
        return ConsentWay.PAPER if on_behalf else ConsentWay.FORM

    def facts(self) -> dict[str, Any]:
        """Columns of the initiative."""
        facts = self.changes
        for name in PERSONAL:
            del facts[name]
        facts["target_group"] = int(facts["target_group"])
        for name in ("recognition_kind", "recognition_number", "recognition_issuer", "link"):
            facts[name] = facts[name] or None
        return {**facts, "applied_precision": "day"}
