"""What the reading page shows of one initiative, and what this person may say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from app import clock
from app.access import Permission
from app.initiatives import Case, Initiative, State, checks_of
from app.programmes import Stop
from app.reviews.assigning import Hands
from app.reviews.changes import Since
from app.reviews.forms import ApproveForm, ConfirmForm, ReasonForm
from app.reviews.models import Review
from app.reviews.notes import CannedNote
from app.reviews.outcomes import Outcome
from app.reviews.queue import Queue
from app.reviews.refusals import OwnInitiative, SecondPersonNeeded, ThirdPersonNeeded
from app.reviews.saying import Reviewer
from app.reviews.second_look import BothSides, SecondLook
from app.vietnamese import same_name
from app.web.rendering import is_fragment

CONFIRMS = frozenset({State.SUBMITTED})
RETURNS = frozenset({State.SUBMITTED, State.ENDORSED})


@dataclass(frozen=True)
class Answer:
    """What "valid" comes to when this person says it now, and what stands in its way.

    :param here: the step at this desk; None where the desk is off the route
    :param onward: the step that decides next; None when this one is the last
    :param agreed: names of those who have agreed at this step
    :param refused: why this person may not decide at all
    :param refused_valid: why he may not find it valid
    :param namesake: an author bears his name; he has to say that it is somebody else
    """

    here: Stop | None
    onward: Stop | None
    agreed: Sequence[str]
    refused: str
    refused_valid: str
    namesake: bool

    @property
    def persons(self) -> int:
        """How many persons the step asks for."""
        return self.here.step.persons if self.here else 1

    @property
    def is_last_person(self) -> bool:
        return len(self.agreed) + 1 >= self.persons

    @classmethod
    def of(cls, initiative: Initiative, reviews: Sequence[Review], by: Reviewer) -> "Answer":
        """Of an initiative that lies on the desk of `g.unit`."""
        route = initiative.deciding_stops()
        place = next((n for n, stop in enumerate(route) if stop.desk.id == g.unit.id), None)
        later = [] if place is None else route[place + 1 :]
        agreed = {
            review.reviewer_id: review.signed_by
            for review in reversed(reviews)
            if review.outcome == Outcome.AGREED and review.at > initiative.desk_since
        }
        same = any(same_name(author.full_name, by.name) for author in initiative.authors)
        own = same and initiative.unit_id == g.unit.id
        look = initiative.second_look  # type: ignore[attr-defined]
        third = look is not None and look.refused_by_id == by.id and look.is_open(initiative)
        refused = OwnInitiative.message if own else ThirdPersonNeeded.message if third else ""
        return cls(
            here=None if place is None else route[place],
            onward=later[0] if later else None,
            agreed=list(agreed.values()),
            refused=str(refused),
            refused_valid=str(SecondPersonNeeded.message) if by.id in agreed else "",
            namesake=same,
        )


def context(
    initiative: Initiative,
    *,
    reasons: ReasonForm | None = None,
    confirming: ConfirmForm | None = None,
    approving: ApproveForm | None = None,
) -> dict[str, Any]:
    """All that `reviews/read.html` and the parts included in it are drawn with.

    :param reasons: one of the forms as it was sent, if it was; likewise the others
    """
    now = clock.now()
    mine = initiative.desk_unit_id == g.unit.id
    by = Reviewer(g.person.id, g.person.full_name)
    reviews = Review.of(initiative)
    queue = Queue.from_address(g.unit, by.id, now, initiative)
    reasons = reasons or ReasonForm(initiative.stage, formdata=None)
    waits, case = mine and initiative.state in RETURNS, Case(initiative, reasons.known)
    decides = mine and initiative.state in RETURNS and Permission.DECIDE in g.rights
    return {
        "initiative": initiative,
        "reviews": reviews,
        "reasons": reasons,
        "confirming": confirming or ConfirmForm(initiative, formdata=None),
        "approving": approving or ApproveForm(formdata=None),
        "checks": checks_of(case) if waits else [],
        "since": Since.of(initiative, reviews, g.unit, now),
        "notes": CannedNote.of(g.unit) if decides else [],
        "mine": mine,
        "confirms": mine and initiative.state in CONFIRMS and Permission.CONFIRM in g.rights,
        "decides": decides,
        "answer": Answer.of(initiative, reviews, by) if decides else None,
        "me": by,
        "group": case.group_name,
        "both": BothSides.of(initiative, reviews),
        "hands": Hands.of(initiative, g.unit, by.id),
        "may_ask": initiative.unit_id == g.unit.id and SecondLook.may_be_asked(initiative, now),
        "reopens": Permission.DECIDE in g.rights and Review.reopens(initiative, g.unit),
        "undoable": Review.undoable(reviews, by=by.id, now=now),
        "queue": queue,
        "page": None if is_fragment() else queue.page(around=initiative),
        "is_fragment": is_fragment(),
        "now": now,
        "refused": None,
        "typed": None,
    }
