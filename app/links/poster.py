"""A poster: what hangs on the wall."""

from dataclasses import dataclass

import segno
from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.links import codes
from app.links.models import UnitLink


@dataclass(frozen=True)
class Poster:
    """A unit's name, its link as an address and as a square to scan."""

    unit: str
    address: str
    spelt: str

    @classmethod
    def of(cls, link: UnitLink) -> "Poster":
        return cls(
            unit=link.unit.name,
            address=url_for("wall.form", code=link.code, _external=True),
            spelt=url_for("wall.form", code=codes.spelt(link.code), _external=True),
        )

    @property
    def shown(self) -> str:
        """The address for people to read and type."""
        return self.spelt.partition("://")[2]

    @property
    def qr(self) -> Markup:
        """Drawn by segno from our own address; dark on light in the dark, too."""
        code = segno.make(self.address, error="m", micro=False, boost_error=True)
        title = _("Mã QR dẫn đến trang nộp sáng kiến")
        drawn = code.svg_inline(scale=4, border=4, light="#fff", title=title, omitsize=True)
        return Markup(drawn)
