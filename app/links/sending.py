"""A visitor's form becomes one initiative at the link's unit, however often it is sent."""

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.ciphers import keyings
from app.db import db
from app.initiatives import Attachment, ConsentWay, Identified, Initiative, Misplaced, Person, Way
from app.links import photos
from app.links.forms import WallForm
from app.links.models import LinkSubmission, UnitLink
from app.programmes import Window
from app.units import Unit
from app.web.errors import Refused

HOUR = dt.timedelta(hours=1)
LEAST, MOST = 200, 3000
"""In an hour: at a small unit, and at one that has not said how many members it has."""


class SentBefore(Refused):
    """The form came before with other words: perhaps it is another initiative, perhaps not."""

    message = _l(
        "Phiếu này đã gửi trước đó, mã tra cứu %(code)s. Nếu đây là một sáng kiến khác, "
        "xin bấm Gửi một lần nữa; nếu không, đồng chí không cần gửi lại."
    )

    def __init__(self, code: str) -> None:
        super().__init__(self.message % {"code": code})


class TooMany(Refused):
    status = 429
    message = _l(
        "Liên kết này vừa nhận rất nhiều phiếu nên tạm ngừng ít phút. "
        "Những gì đã gõ vẫn còn, xin bấm Gửi lại sau."
    )


def allowance(unit: Unit) -> int:
    """How many a link takes in an hour: its members at a shift's end, and half as many again."""
    return max(LEAST, unit.member_count * 3 // 2) if unit.member_count else MOST


def send(
    link: UnitLink, window: Window, form: WallForm, *, at: dt.datetime
) -> tuple[LinkSubmission, bool]:
    """The row of a form, and whether it came before.

    :raises SentBefore: the form came before with other words
    :raises TooMany: more came in this hour than members could have sent
    """
    key, digest = str(form.key.data), form.digest
    known = LinkSubmission.known(link, key, digest)
    if known is None:
        if LinkSubmission.since(link, at - HOUR) >= allowance(link.unit):
            raise TooMany()
        said = form.elsewhere.data or None
        row = LinkSubmission.claim(link, key, digest, elsewhere=said, at=at)
        if row:
            _hand_in(row, link, window, form, at)
            return row, False
        known = LinkSubmission.known(link, key, digest)
    assert known is not None, "whoever was quicker has committed"
    if known.digest != digest:
        raise SentBefore(str(known.code))
    return known, True


def _hand_in(
    row: LinkSubmission, link: UnitLink, window: Window, form: WallForm, at: dt.datetime
) -> None:
    photo = photos.taken(str(form.photo_kept.data or ""), link.code)
    initiative = Initiative.draft(
        link.unit,
        window.stage,
        authors=[_author(link.unit, form.author())],
        way=Way.LINK,
        consent=ConsentWay.LINK,
        by=None,
        at=at,
        **form.facts(),
    )
    if photo:
        Attachment.attach(initiative, photo, by=None, at=at)
    initiative.submit(window, by=None, at=at)
    row.initiative_id, row.code = initiative.id, initiative.code
    if row.elsewhere:  # found by its author: it goes to the desk above, with that word
        Misplaced.send(initiative, row.elsewhere, by=None, at=at)


def _author(unit: Unit, said: Identified) -> Identified:
    """Who writes. What the unit holds of that telephone's owner is not changed by a visitor."""
    query = sa.select(Person.id).where(
        Person.unit_id == unit.id, Person.phone_key.in_(keyings(said.phone))
    )
    known = db.session.scalar(query.limit(1)) is not None
    return replace(said, birth_date=None, birth_year=None) if known else said
