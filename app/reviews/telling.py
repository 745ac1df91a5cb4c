"""Telling a unit what was decided, once nobody can take it back: one notice for all of it."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.notices import Notice
from app.reviews.outcomes import NEEDS_REASON, Outcome
from app.reviews.reasons import ReviewReason
from app.units import Unit
from app.vietnamese import count_text

COUNTED = {
    Outcome.VALID: _l("%(n)s hợp lệ"),
    Outcome.RETURNED: _l("%(n)s cần bổ sung"),
    Outcome.INVALID: _l("%(n)s không hợp lệ"),
    Outcome.REOPENED: _l("%(n)s mở lại để xem xét"),
}
TITLES = 30
"""Named under one reason; the others are in the list that the notice leads to."""


def tell(model: Any, unit_id: int, desk_id: int, *, at: dt.datetime) -> Notice | None:
    """Tell a unit all that a desk decided and that is due, once; None if there is nothing to say.

    What does not stand any more is not told: it was reopened, or amended and handed in again.
    What a unit has decided itself it knows. Whoever comes second waits, and finds nothing.

    :param model: the model of reviews
    """
    due = (
        sa.select(model)
        .where(model.tell_at <= at, model.unit_id == unit_id, model.desk_unit_id == desk_id)
        .order_by(model.id)
    )
    held = db.session.scalars(due.with_for_update()).all()
    query = sa.select(model).where(model.id.in_([review.id for review in held]))
    whole = (
        joinedload(model.initiative),
        selectinload(model.reasons).joinedload(ReviewReason.reason),
    )
    db.session.scalars(query.options(*whole)).unique().all()
    last = model._last_ids([review.initiative_id for review in held])
    told = [one for one in held if one.id in last and one.stands(one.initiative)]
    for review in held:
        review.tell_at = None
        review.told_at = at if review in told else None
    if unit_id == desk_id or not told:
        return None
    return _send(db.session.get_one(Unit, unit_id), told, at)


def _send(unit: Unit, told: Sequence[Any], at: dt.datetime) -> Notice:
    desk = db.session.get(Unit, told[0].desk_unit_id)
    return Notice.send(
        unit,
        sender=desk or unit,
        title=_title(told),
        body=_body(told),
        link=_link(unit, told),
        by=None,
        at=at,
    )


def _title(told: Sequence[Any]) -> str:
    """LĐLĐ … đã xem xét 12 sáng kiến: 9 hợp lệ, 2 cần bổ sung, 1 không hợp lệ."""
    counts = Counter(Outcome(review.outcome) for review in told)
    parts = [str(words) % {"n": count_text(counts[o])} for o, words in COUNTED.items() if counts[o]]
    return _(
        "%(desk)s đã xem xét %(n)s sáng kiến: %(parts)s",
        desk=told[0].desk_name,
        n=count_text(len(told)),
        parts=", ".join(parts),
    )


def _body(told: Sequence[Any]) -> str:
    """Every refusal with its reasons, what to do, and the note; what reads the same stands once."""
    alike: dict[Any, list[Any]] = defaultdict(list)
    for review in told:
        if review.outcome in NEEDS_REASON or review.note:
            codes = tuple(given.reason for given in review.reasons)
            alike[review.outcome, codes, review.note].append(review)
    parts = [
        "\n".join(
            [
                f"{reviews[0].status[0]}: {_titles(reviews)}",
                *(f"– {code.text}. {code.advice}" for code in codes),
                *([_("Ghi chú: %(note)s", note=note)] if note else []),
            ]
        )
        for (_outcome, codes, note), reviews in alike.items()
    ]
    return "\n\n".join(parts) or _("Không có sáng kiến nào phải bổ sung.")


def _titles(reviews: Sequence[Any]) -> str:
    titles = [f"“{review.initiative.title}”" for review in reviews[:TITLES]]
    if len(reviews) > TITLES:
        titles.append(_("và %(n)s sáng kiến khác", n=count_text(len(reviews) - TITLES)))
    return ", ".join(titles)


def _link(unit: Unit, told: Sequence[Any]) -> str:
    """To the very field that a single one is to be mended in; else to the initiative, or a list."""
    returned = [review for review in told if review.outcome == Outcome.RETURNED]
    if len(told) > 1:
        return f"/u/{unit.id}/" + ("reviews/?state=returned" if returned else "initiatives/?own=1")
    [review] = told
    if not returned:
        return f"/u/{unit.id}/reviews/{review.initiative_id}"
    field = next((given.reason.field for given in review.reasons if given.reason.field), None)
    at = f"#{field}" if field else ""
    return f"/u/{unit.id}/initiatives/{review.initiative_id}/edit{at}"
