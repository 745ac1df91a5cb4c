"""What pages of the queue need for choosing, and for taking back what was just said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import Permission
from app.initiatives import Initiative
from app.reviews.models import Review
from app.reviews.outcomes import Outcome
from app.reviews.picks import Selection
from app.reviews.queue import Queue
from app.web.pages import Page


@dataclass(frozen=True)
class Picks:
    """The selection as a page of the queue shows it: `here` are the ids on this page."""

    count: int
    here: set[int]
    shown: str
    listed: int
    address: dict[str, Any]
    outcomes: list[Outcome]

    @property
    def elsewhere(self) -> int:
        """How many are chosen that this page does not show."""
        return self.count - len(self.here)


def selection() -> Selection:
    """What whoever is signed in has chosen at this unit's desk."""
    return Selection(g.unit, g.person.id)


def on(queue: Queue, page: Page, listing: str | None) -> Picks | None:
    """The selection beside a page of the queue; None where there is nothing to decide.

    :param listing: what `Selection.listing` gave
    """
    if Permission.DECIDE not in g.rights or not queue.waits:
        return None
    rows, chosen = page.rows, {int(number) for number in (listing or "").split(",") if number}
    return Picks(
        count=len(chosen),
        here=chosen & {row.id for row in rows},
        shown=",".join(f"{row.id}.{row.version}" for row in rows),
        listed=page.total,
        address=address_of(queue),
        outcomes=outcomes(),
    )


def asked() -> Queue:
    """The queue that the address asks for."""
    return Queue.from_address(g.unit, g.person.id, clock.now())


def address_of(queue: Queue) -> dict[str, Any]:
    """The queue's address with the page in it; the forms of its page carry it along."""
    number = request.args.get("page", 1, type=int)
    return {**queue.address, **({"page": number} if number > 1 else {})}


def outcomes() -> list[Outcome]:
    """What this desk can say of many at once, the most frequent first."""
    grassroots = g.unit.kind is not None and g.unit.kind.grassroots
    if grassroots:
        return [Outcome.CONFIRMED, Outcome.RETURNED]
    return [Outcome.VALID, Outcome.RETURNED, Outcome.INVALID]


def read(shown: str) -> Mapping[int, int]:
    """What a page said it showed: id → version."""
    pairs = (part.partition(".") for part in shown.split(","))
    return {
        int(number): int(version)
        for number, _dot, version in pairs
        if number.isdecimal() and version.isdecimal()
    }


def with_undo(initiative: Initiative, said: str) -> Any:
    """A message after a decision, with the button that takes it back."""
    found = Review.undoable(Review.of(initiative), by=g.person.id, now=clock.now())
    if found is None:
        return said
    address = url_for("reviews.undo", review_id=found.review.id)
    return {"text": said, "action": address, "label": _("Hoàn tác")}
