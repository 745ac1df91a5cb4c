"""What may be put into an answer: canned answers with their gaps filled, and pages to point to."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.db import db
from app.support.knowledge import Article, CannedAnswer
from app.support.models import Request
from app.units import Unit

GAPS: list[tuple[Any, Any, Callable[[Request, str], str]]] = [
    (_l("đơn vị"), _l("tên đơn vị hỏi"), lambda asked, me: asked.unit.name),
    (_l("người hỏi"), _l("tên người hỏi"), lambda asked, me: asked.asker),
    (_l("số"), _l("số của yêu cầu"), lambda asked, me: str(asked.id)),
    (_l("nơi trả lời"), _l("tên đơn vị trả lời"), lambda asked, me: asked.desk_name),
    (_l("người trả lời"), _l("tên người trả lời"), lambda asked, me: me),
]
"""What stands in square brackets in a canned answer, what it means, and what takes its place."""
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


def filled(text: str, asked: Request, me: str) -> str:
    """A text with its gaps filled: "[đơn vị]" becomes the name of the unit that asks.

    :param me: the name of whoever answers
    """
    known = {str(name): fill for name, _meaning, fill in GAPS}

    def put(found: re.Match[str]) -> str:
        fill = known.get(found[1].strip().lower())
        return fill(asked, me) if fill else found[0]

    return _BRACKETS.sub(put, text)


@dataclass(frozen=True)
class Offer:
    """A text to insert, under a key that the form sends and a name to choose by."""

    key: str
    name: str
    text: str


@dataclass(frozen=True)
class Offers:
    """What is offered for one request: canned answers, those for its kind first, and pages."""

    canned: list[Offer]
    articles: list[Article]

    @classmethod
    def of(cls, asked: Request, here: Unit, me: str) -> "Offers":
        kept = db.session.scalars(CannedAnswer.in_line(here)).all()
        near = (asked.category, None)
        rank = {category: place for place, category in enumerate(near)}
        kept = sorted(kept, key=lambda one: rank.get(one.category, len(near)))
        canned = [Offer(f"c{one.id}", one.name, filled(one.text, asked, me)) for one in kept]
        told = " ".join([asked.subject_line, *(message.text for message in asked.messages[:1])])
        return cls(canned, Article.suggested(here, told, asked.category))

    @property
    def pointers(self) -> list[Offer]:
        """A sentence for each page, which the asker finds under the same title."""
        said = _("Xin đồng chí xem bài “%(title)s” trong mục Hỗ trợ, Bài hướng dẫn.", title="%s")
        return [
            Offer(f"a{one.id}", one.title, said.replace("%s", one.title)) for one in self.articles
        ]

    def text_of(self, key: str | None) -> str:
        """The text under a key; "" for one that is not offered."""
        known = {one.key: one.text for one in (*self.canned, *self.pointers)}
        return known.get(key or "", "")
