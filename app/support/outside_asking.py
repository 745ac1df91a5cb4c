"""A visitor's question becomes one request at the link's unit, however often it is sent."""

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.db import db
from app.initiatives import plain_code, unit_of
from app.links import HOUR, Guess, TooMany, UnitLink, allowance, following, photos
from app.support import outside_doors as doors
from app.support.asked import Asked
from app.support.files import RequestFile
from app.support.messages import Message
from app.support.models import Request
from app.support.states import Came
from app.tenancy import Opening, door, looking_in
from app.web.errors import Refused


class AskedBefore(Refused):
    """The form came before with other words: perhaps it is another question, perhaps not."""

    message = _l(
        "Phiếu này đã gửi trước đó, mã tra cứu %(code)s. Nếu đây là một yêu cầu khác, "
        "xin bấm Gửi một lần nữa; nếu không, đồng chí không cần gửi lại."
    )

    def __init__(self, code: str) -> None:
        super().__init__(self.message % {"code": code})


def ask(link: UnitLink, said: Asked, carried: str, *, at: dt.datetime) -> tuple[Request, bool]:
    """The request of a form, and whether it came before. Its row is there before it is shown.

    :param carried: the photo that the form carries
    :raises AskedBefore: the form came before with other words
    :raises TooMany: more came in this hour than members could have sent
    :raises PhotoLost: the photo was swept away
    """
    assert said.sent is not None
    known = _known(link, said)
    if known is None:
        if _since(link, at - HOUR) >= allowance(link.unit):
            raise TooMany()
        photo = photos.taken(carried, link.code)
        try:
            with db.session.begin_nested():
                made = Request.ask(link.unit, said, own=True, by=None, at=at)
        except sa.exc.IntegrityError:  # two at once: the other's stands
            known = _known(link, said)
        else:
            if photo:
                RequestFile.attach(made, photo, by=None, at=at)
            return made, False
    assert known is not None, "whoever was quicker has committed"
    if known.digest != said.sent.digest:
        raise AskedBefore(str(known.code))
    return known, True


def of_receipt(link: UnitLink, code: str) -> Request | None:
    return db.session.scalar(
        sa.select(Request).where(Request.unit_id == link.unit_id, Request.code == code)
    )


def is_ours(code: str) -> bool:
    """Whether a receipt, as somebody typed it, is one of a request."""
    plain = plain_code(code)
    unit_id = unit_of(plain) if plain else None
    if plain is None or not unit_id:
        return False
    with looking_in(db, unit_id, doors.following(plain)) as looking:
        query = sa.select(Request.id).where(Request.code == plain)
        return looking is not None and looking.scalar(query) is not None


def find(code: str, digits: str, opening: Callable[[str], Opening]) -> Request:
    """The request of a receipt, with the last digits of the asker's telephone.

    :raises NotFound: no such receipt, or other digits
    :raises Wait: it was tried in vain too often
    """
    plain = following.slowly(code)
    unit_id = unit_of(plain) if plain else None
    if plain is None or not unit_id or not door(db.session(), unit_id, opening(plain)):
        raise following.NotFound()
    found = db.session.scalar(sa.select(Request).where(Request.code == plain))
    if found is None or not following.ends_with(found.phone, digits):
        raise following.NotFound()
    Guess.forgive(plain)
    return found


def answers_to(asked: Request) -> list[Message]:
    """What the desk has said; what the asker wrote is not shown to whoever holds the receipt."""
    return [message for message in _words(asked) if message.is_of_desk]


def add(asked: Request, text: str, *, at: dt.datetime) -> None:
    """Say more; the same words at once again are a double click.

    :raises CannotDoNow: it is over
    """
    db.session.refresh(
        asked, with_for_update={"of": Request}
    )  # of two the second sees what the first said
    last = next(iter(_words(asked)[-1:]), None)
    if last is None or last.is_of_desk or last.text != text:
        asked.add(text, asked.unit, by=None, signed_by=asked.asker, at=at)


def _words(asked: Request) -> list[Message]:
    query = sa.select(Message).where(Message.request_id == asked.id).order_by(Message.id)
    with looking_in(db, asked.unit_id, doors.said_of(asked.id)) as looking:
        return list(looking.scalars(query)) if looking else []


def _known(link: UnitLink, said: Asked) -> Request | None:
    """What came before by that form, or by another with the same words."""
    assert said.sent is not None
    same = Request.digest == said.sent.digest
    query = sa.select(Request).where(
        Request.unit_id == link.unit_id, sa.or_(Request.key == said.sent.key, same)
    )
    return db.session.scalar(query.order_by(same.desc()).limit(1))


def _since(link: UnitLink, moment: dt.datetime) -> int:
    """How many have asked by the unit's links since then."""
    query = sa.select(sa.func.count(Request.id)).where(
        Request.unit_id == link.unit_id, Request.asked_at > moment, Request.way == Came.LINK
    )
    return db.session.scalar(query) or 0
