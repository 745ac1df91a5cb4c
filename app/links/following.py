"""How an initiative stands, for whoever has its receipt and knows the author's telephone."""

import hmac
import math
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.db import db
from app.initiatives import Author, Forwarding, Initiative, Person, State, plain_code, unit_of
from app.links import doors
from app.links.guesses import Guess
from app.tenancy import door, looking_in
from app.web.errors import Refused

SHOWN = 4
elsewhere: list[Callable[[str, str], Any]] = []
"""Of rooms above that give receipts as well: the page for a receipt and its digits, or None."""
NEXT = {
    State.DRAFT: _l("Sáng kiến chưa được nộp. Xin hỏi công đoàn cơ sở của đồng chí."),
    State.SUBMITTED: _l("Công đoàn cơ sở đang xem và sẽ xác nhận cùng người sử dụng lao động."),
    State.ENDORSED: _l("Công đoàn cơ sở đã xác nhận. Công đoàn cấp trên đang xem xét."),
    State.VALID: _l("Sáng kiến đã được công nhận hợp lệ. Cảm ơn đồng chí."),
    State.INVALID: _l("Sáng kiến không hợp lệ. Nếu cần, xin hỏi công đoàn cơ sở của đồng chí."),
    State.RETURNED: _l("Cần bổ sung. Xin cùng công đoàn cơ sở sửa những chỗ sau rồi nộp lại."),
    State.WITHDRAWN: _l("Sáng kiến đã được rút lại."),
    State.DUPLICATE: _l("Sáng kiến trùng với một sáng kiến đã nộp trước."),
}


class NotFound(Refused):
    """Nothing with that code, or other digits: which of both is not said."""

    status = 422
    message = _l("Không tìm thấy: mã tra cứu hoặc 4 số cuối điện thoại chưa đúng. Xin xem lại.")


class Wait(Refused):
    status = 429


def find(code: str, digits: str) -> Initiative:
    """The initiative of a receipt, with the last digits of its author's telephone.

    :raises NotFound: no such receipt, or other digits
    :raises Wait: it was tried in vain too often
    """
    plain = slowly(code)
    unit_id = _unit_of(plain) if plain else None
    if plain is None or not unit_id or not door(db.session(), unit_id, doors.following(plain)):
        raise NotFound()
    found = db.session.scalar(sa.select(Initiative).where(Initiative.code == plain))
    if found is None or not _knows(found, digits):
        raise NotFound()
    Guess.forgive(plain)
    return found


def slowly(code: str) -> str | None:
    """A receipt as rows hold it; None for what is none. Whoever guesses is slowed down.

    :raises Wait: it was tried in vain too often
    """
    plain = plain_code(code)
    wait = Guess.claim(plain or code)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise Wait(_("Đã thử sai nhiều lần. Xin chờ %(n)s giây rồi thử lại.", n=seconds))
    return plain


def ends_with(phone: str | None, digits: str) -> bool:
    """Whether those are the last digits of a telephone number."""
    return bool(phone) and hmac.compare_digest(str(phone)[-SHOWN:], digits)


def _unit_of(code: str) -> int | None:
    """Where it lies now: at the unit in its receipt, or where that unit says it went."""
    unit_id = unit_of(code)
    if not unit_id:
        return None
    query = sa.select(Forwarding.to_unit_id).where(Forwarding.code == code)
    with looking_in(db, unit_id, doors.FORWARDED) as looking:
        return (looking.scalar(query) or unit_id) if looking else None


def _knows(initiative: Initiative, digits: str) -> bool:
    """Whether those are the last digits of one of its authors."""
    query = (
        sa.select(Person)
        .join(Author, Author.person_id == Person.id)
        .where(Author.initiative_id == initiative.id)
    )
    return any(ends_with(person.phone, digits) for person in db.session.scalars(query))
