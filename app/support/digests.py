"""What the people of a desk are told: one digest of all that has come, never one of each.

A request says when its desk is to hear of it (`tell_at`); the first of them that is due takes all
others of the desk along. Told and crossed off in one transaction: killed anywhere, it goes out
once.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock, jobs
from app.db import db
from app.mail import Wanted, write_each
from app.notices import Notice
from app.support.duties import Duty
from app.support.inside import Assignment, colleagues
from app.support.messages import RequestStep
from app.support.models import Request
from app.support.routing import there
from app.support.states import CALLS_DESK, Act
from app.support.telling import letter
from app.tenancy import Scope
from app.units import Unit
from app.vietnamese import count_text

TELLING = "support.telling"
NAMED = 10
"""Requests that a digest names; the others are on the desk that it leads to."""
CAME = {
    Act.ASK: _l("%(n)s mới gửi"),
    Act.HAND_OVER: _l("%(n)s được chuyển đến"),
    Act.CLIMB: _l("%(n)s tự chuyển lên vì nơi trước chưa trả lời"),
    Act.ADD: _l("%(n)s được bổ sung"),
    Act.REOPEN: _l("%(n)s được hỏi tiếp"),
}


@jobs.work(TELLING)
def tell_desks() -> bool:
    """Tell the desk that has waited longest."""
    now = clock.now()
    query = sa.select(Unit.path).join(Request, Request.desk_unit_id == Unit.id)
    with jobs.reading(TELLING):
        due = query.where(Request.tell_at <= now).order_by(Request.tell_at)
        path = db.session.scalar(due.limit(1))
    if path is None:
        return False
    with jobs.step(Scope(path)):
        return tell_desk(path, at=now)


def tell_desk(path: str, *, at: dt.datetime) -> bool:
    """Tell the people of a desk of all they have not heard of; False: there is nothing.

    Who sees to a request, or follows it, hears of that one; of the others who is on duty, and
    where nobody is, everybody who answers there.
    """
    desk = db.session.scalars(sa.select(Unit).where(Unit.path == path)).one()
    untold = sa.select(Request).where(Request.desk_unit_id == desk.id, Request.tell_at.is_not(None))
    requests = db.session.scalars(untold.order_by(Request.id).with_for_update()).all()
    acts = _how_they_came(requests)
    names = {post.account_id: post.full_name for post in colleagues(desk)}
    letters = []
    for account_id, some in _readers(desk, requests, set(names), at).items():
        title, body = _title(some), _body(some, acts)
        link = f"/u/{desk.id}/support/" + (str(some[0].id) if len(some) == 1 else "desk")
        said: dict[str, Any] = {"sender": desk, "title": title, "body": body, "link": link}
        notice = Notice.send(desk, **said, account_id=account_id, by=None, at=at)
        key = f"support-{notice.id}"
        letters.append(Wanted(desk, account_id, names[account_id], key, title, letter(body)))
    write_each(letters, by=None, at=at)
    for request in requests:
        request.tell_at = None
    return bool(requests)


def _readers(
    desk: Unit, requests: Sequence[Request], here: set[int], at: dt.datetime
) -> dict[int, list[Request]]:
    """What each account hears of; `here` are those that answer at the desk."""
    turns = there([duty.turn for duty in Duty.listed([desk.path])], clock.day_of(at))
    who = {turn.stand_in_id if instead else turn.account_id for turn, instead in turns}
    on_duty = {account_id for account_id in who if account_id in here}
    seeing_to: dict[int, set[int]] = defaultdict(set)
    for one in Assignment.live(requests, desk):
        seeing_to[one.about_request_id].add(one.account_id)
    found: dict[int, list[Request]] = defaultdict(list)
    for request in requests:
        for account_id in sorted((seeing_to[request.id] & here) or on_duty or here):
            found[account_id].append(request)
    return found


def _how_they_came(requests: Sequence[Request]) -> dict[int, Act]:
    """By which act each came last."""
    query = sa.select(RequestStep.request_id, RequestStep.act).where(
        RequestStep.request_id.in_([request.id for request in requests]),
        RequestStep.act.in_(CALLS_DESK),
    )
    rows = db.session.execute(query.order_by(RequestStep.id))
    return {number: Act(act) for number, act in rows}


def _title(requests: Sequence[Request]) -> str:
    if len(requests) == 1:
        return _("Yêu cầu hỗ trợ số %(number)s chờ trả lời", number=requests[0].id)
    return _("%(n)s yêu cầu hỗ trợ chờ trả lời", n=count_text(len(requests)))


def _body(requests: Sequence[Request], acts: dict[int, Act]) -> str:
    """How many came in which way, then which they are: by number, matter and unit."""
    counts = Counter(acts[request.id] for request in requests)
    parts = [str(words) % {"n": count_text(counts[a])} for a, words in CAME.items() if counts[a]]
    lines = [
        _(
            "– Số %(number)s: %(what)s, %(unit)s",
            number=request.id,
            what=request.category_words,
            unit=request.unit.name,
        )
        for request in requests[:NAMED]
    ]
    if len(requests) > NAMED:
        lines.append(_("– và %(n)s yêu cầu khác", n=count_text(len(requests) - NAMED)))
    return "\n".join([", ".join(parts) + ".", *lines])
