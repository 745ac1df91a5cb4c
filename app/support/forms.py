"""Forms of support."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, ValidationError

from app.support.asked import Asked, Where
from app.support.states import CATEGORIES, OBSTACLES, WAYS, Came, Category
from app.vietnamese import BadPhone, parse_phone
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, TextField

KINDS = [(one.value, words) for one, words in CATEGORIES.items()]
HINDRANCES = [("", _l("Không có vướng mắc")), *((o.value, w) for o, w in OBSTACLES.items())]


def number(text: str) -> int | None:
    """An id of a hidden field; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def check_phone(field: Any) -> None:
    """:raises ValidationError: something is typed that is no telephone number"""
    if field.data:
        try:
            parse_phone(field.data)
        except BadPhone as error:
            raise ValidationError(str(error)) from error


def phone_of(field: Any) -> str | None:
    return parse_phone(field.data).number if field.data else None


class _Asking(Form):
    category = ChoiceField(_l("Việc cần hỗ trợ"), pairs=KINDS)
    obstacle = ChoiceField(
        _l("Vướng mắc"), pairs=HINDRANCES, description=_l("Chỉ chọn khi hỏi về vướng mắc.")
    )

    def validate_obstacle(self, field: Any) -> None:
        if self.category.data == Category.OBSTACLE and not field.data:
            raise ValidationError(_("Xin chọn loại vướng mắc."))


class AskForm(_Asking):
    """A request; the hidden fields say what the asker was looking at."""

    author = LineField(
        _l("Tác giả cần nhập hộ"), [AtMost(120)], description=_l("Chỉ ghi khi nhờ nhập hộ.")
    )
    phone = LineField(_l("Điện thoại của tác giả"), [AtMost(40)])
    subject_line = LineField(_l("Hỏi gì, trong một dòng"), [Required(), AtMost(160)])
    text = TextField(
        _l("Nội dung"),
        [Required(), AtMost(4000)],
        counter_max=4000,
        description=_l("Đang làm gì, hệ thống báo gì, mong được giúp thế nào."),
    )
    file = MultipleFileField(
        _l("Ảnh hoặc tệp"),
        description=_l(
            "Ảnh JPEG, PNG, tệp PDF, Word (.docx) hoặc Excel (.xlsx); mỗi tệp tối đa 8 MB."
        ),
    )
    photo = MultipleFileField(_l("Chụp ảnh bằng điện thoại"))
    page = HiddenField()
    initiative = HiddenField()
    batch = HiddenField()
    row = HiddenField()

    def validate_phone(self, field: Any) -> None:
        check_phone(field)

    @property
    def sent(self) -> list[FileStorage]:
        return [file for file in (*(self.file.data or ()), *(self.photo.data or ())) if file]

    def asked(self, asker: str, where: Where) -> Asked:
        return Asked(
            self.category.data,
            self.subject_line.data,
            self.text.data,
            asker,
            where,
            self.obstacle.data or None,
            phone=phone_of(self.phone),
            author=self.author.data or None,
        )


class LogForm(_Asking):
    """A call or a message, written down in ten seconds."""

    unit = LineField(
        _l("Mã hoặc tên đơn vị"), [Required()], description=_l("Đơn vị của người gọi.")
    )
    asker = LineField(_l("Người gọi"), [Required(), AtMost(120)])
    phone = LineField(_l("Điện thoại"))
    way = ChoiceField(
        _l("Qua"),
        pairs=[(o.value, words) for o, words in WAYS.items() if o not in (Came.PAGE, Came.LINK)],
    )
    text = TextField(_l("Hỏi gì"), [Required(), AtMost(4000)])
    answered = TextField(
        _l("Đã trả lời"), [AtMost(4000)], description=_l("Ghi câu trả lời thì việc xong luôn.")
    )

    def validate_phone(self, field: Any) -> None:
        check_phone(field)

    def asked(self) -> Asked:
        return Asked(
            self.category.data,
            self.text.data.split("\n")[0][:160],
            self.text.data,
            self.asker.data,
            obstacle=self.obstacle.data or None,
            phone=phone_of(self.phone),
            way=Came(self.way.data),
        )


class WordForm(Form):
    """A word of either side."""

    text = TextField(_l("Nội dung"), [Required(), AtMost(4000)], counter_max=4000)

    def fill(self, text: str) -> None:
        """Put a kept text under what is written."""
        self.text.data = "\n".join(filter(None, [(self.text.data or "").strip(), text]))


class NoteForm(Form):
    note = TextField(_l("Ghi chú nội bộ"), [Required(), AtMost(2000)])


class ArticleForm(Form):
    """A page for all below."""

    title = LineField(_l("Tên bài"), [Required(), AtMost(160)])
    category = ChoiceField(_l("Dùng cho"), pairs=[("", _l("Mọi việc")), *KINDS])
    text = TextField(_l("Nội dung"), [Required(), AtMost(8000)], counter_max=8000)

    def said(self) -> tuple[str, str, str | None]:
        return self.title.data, self.text.data, self.category.data or None


class CannedForm(Form):
    """An answer under a name; the same name writes it anew."""

    name = LineField(_l("Tên mẫu"), [Required(), AtMost(80)])
    category = ChoiceField(_l("Dùng cho"), pairs=[("", _l("Mọi việc")), *KINDS])
    text = TextField(_l("Câu trả lời"), [Required(), AtMost(4000)], counter_max=4000)

    def said(self) -> tuple[str, str, str | None]:
        return self.name.data, self.text.data, self.category.data or None
