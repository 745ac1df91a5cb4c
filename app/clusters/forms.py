"""The form of a cluster."""

from flask_babel import lazy_gettext as _l

from app.web.forms import AtMost, Form, LineField, Required


class ClusterForm(Form):
    name = LineField(
        _l("Tên cụm thi đua"), [Required(), AtMost(120)], description=_l("Ví dụ: Cụm thi đua số 3.")
    )
