"""The form that freezes a table."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.progress.tables import Table
from app.vietnamese import moment_text
from app.web.forms import AtMost, Form, LineField, Required


class SnapshotForm(Form):
    title = LineField(_l("Tên bản chốt"), [Required(), AtMost(200)])
    proposed = HiddenField()

    @classmethod
    def proposing(cls, table: Table) -> "SnapshotForm":
        """An empty form with the title that most will keep."""
        title = proposed(table)
        return cls(formdata=None, title=title, proposed=title)

    def title_of(self, table: Table) -> str:
        """The title as written; one left as proposed tells the moment that is frozen, not the one
        at which the page was opened."""
        written = str(self.title.data)
        return proposed(table) if written == self.proposed.data else written


def proposed(table: Table) -> Any:
    return _("Số liệu tính đến %(moment)s", moment=moment_text(table.moment))
