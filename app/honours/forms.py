"""The form of a story."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from app.honours.telling import TEXT_MOST, TITLE_MOST, NamesSomebody
from app.initiatives import Initiative
from app.web.forms import AtMost, ChoiceField, Form, LineField, Required, TextField


class StoryForm(Form):
    title = LineField(_l("Tên bài"), [Required(), AtMost(TITLE_MOST)])
    text = TextField(
        _l("Nội dung"),
        [Required(), AtMost(TEXT_MOST)],
        counter_max=TEXT_MOST,
        description=_l(
            "Kể việc khó trước đây, cách làm mới, kết quả. Không ghi họ tên, số điện thoại, "
            "số giấy tờ của tác giả: bài hiện với mọi đơn vị trong cả nước."
        ),
    )

    def refuse(self, refused: NamesSomebody) -> None:
        """Say at each field what must not stand in it."""
        for name, words in refused.fields.items():
            self[name].errors = [words]


class NewStoryForm(StoryForm):
    initiative = ChoiceField(_l("Sáng kiến"), [Required(_l("Xin chọn sáng kiến."))])

    def __init__(self, offered: Iterable[Initiative], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initiative.offer((one.id, f"{one.title} – {one.unit.name}") for one in offered)
