"""Reopening a decision, and telling the unit that had been told of it."""

import datetime as dt
from typing import Any

from flask_babel import gettext as _

from app.initiatives import DECIDED, Initiative
from app.notices import Notice
from app.reviews.models import Review
from app.reviews.saying import Reviewer
from app.units import Unit


def reopen_and_tell(
    initiative: Initiative, desk: Unit, note: str, *, by: Reviewer, at: dt.datetime
) -> Any:
    """Reopen it from a desk; its unit is told why, if it knew of the decision.

    :raises ReasonMissing: why is not said
    :raises NotOnYourDesk: another desk decided
    """
    was_told, before = initiative.told_state(at) in DECIDED, initiative.status[0]
    review = Review.reopen(initiative, desk, note, by=by, at=at)
    if review is not None and was_told:
        Notice.send(
            initiative.unit,
            sender=desk,
            title=_("Mở lại sáng kiến: %(title)s", title=initiative.title),
            body=_(
                "Kết luận “%(before)s” được mở lại để xem xét. Lý do: %(reason)s",
                before=before,
                reason=review.note,
            ),
            link=f"/u/{initiative.unit_id}/reviews/{initiative.id}",
            by=by.id,
            at=at,
        )
    return review
