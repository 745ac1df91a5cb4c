"""Forms of sending on what came to the wrong unit."""

from flask_babel import lazy_gettext as _l

from app.web.forms import AtMost, Form, Required, TextField

MOST = 300


class SendForm(Form):
    suggestion = TextField(
        _l("Theo đồng chí, sáng kiến thuộc đơn vị nào?"),
        [Required(), AtMost(MOST)],
        description=_l(
            "Ghi tên đơn vị, nơi làm việc của tác giả; nếu không biết, xin ghi “không rõ”."
        ),
    )
