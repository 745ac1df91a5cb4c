"""Inside a desk: who takes an initiative on, gives it back, or gives it to a colleague."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.access import Permission
from app.accounts import Membership
from app.initiatives import Initiative, State, put_in_hands
from app.reviews.refusals import InOtherHands, NotAColleague, NotOnYourDesk
from app.units import Unit

WAITS = frozenset({State.SUBMITTED, State.ENDORSED})


@dataclass(frozen=True)
class Hands:
    """In whose hands an initiative lies on this desk, and whom it can be given to."""

    name: str | None
    mine: bool
    colleagues: Sequence[Membership]

    @classmethod
    def of(cls, initiative: Initiative, desk: Unit, reader: int) -> "Hands | None":
        """As somebody at a desk sees it; None where it does not wait at this desk."""
        if not waits_at(initiative, desk):
            return None
        person = initiative.desk_person_id
        colleagues = [post for post in of_desk(desk) if post.account_id != person]
        name = Membership.name_at(desk.id, person) if person else None
        return cls(name, person == reader, [c for c in colleagues if c.account_id != reader])


def waits_at(initiative: Initiative, desk: Unit) -> bool:
    """Whether it waits there for a word."""
    return initiative.desk_unit_id == desk.id and initiative.state in WAITS


def of_desk(desk: Unit) -> list[Membership]:
    """Who may work on what lies on a desk."""
    return Membership.holding(desk, Permission.CONFIRM)


def assign(
    initiative: Initiative,
    desk: Unit,
    to: int | None,
    *,
    leads: bool,
    by: int,
    at: dt.datetime,
) -> None:
    """Put it into the hands of somebody of the desk, or of nobody. Twice changes nothing.

    :param to: an account of the desk; None gives it back
    :param leads: `by` leads the desk, and may give on what others have in hand
    :raises NotOnYourDesk: it does not wait here
    :raises NotAColleague: `to` may not work on what lies here
    :raises InOtherHands: somebody else has it
    """
    if not waits_at(initiative, desk):
        raise NotOnYourDesk()
    if to is not None and to not in {post.account_id for post in of_desk(desk)}:
        raise NotAColleague()
    before = initiative.desk_person_id
    if before == to:
        return
    if before not in (None, by) and not leads:
        raise _in_other_hands(initiative, desk)
    if not put_in_hands(initiative, to, before=before, by=by, at=at):
        if not waits_at(initiative, desk):
            raise NotOnYourDesk()
        if initiative.desk_person_id != to:
            raise _in_other_hands(initiative, desk)


def _in_other_hands(initiative: Initiative, desk: Unit) -> Exception:
    person = initiative.desk_person_id
    name = Membership.name_at(desk.id, person) if person else None
    return InOtherHands(name) if name else NotOnYourDesk()
