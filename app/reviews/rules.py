"""The rules of a word: whether somebody may say it of an initiative, and what it comes to.

They ask no database: what they want to know is `Known` beforehand, of one initiative or of many
at once. So a page can say for thousands what a run would do, by the very rules that it obeys.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.db import db
from app.initiatives import Initiative
from app.programmes import Stop, Task, stops_of
from app.reviews.outcomes import DECIDES, FROM, Outcome
from app.reviews.refusals import (
    AssessedTooEarly,
    NotInThisState,
    NotOnYourDesk,
    OtherProgramme,
    OwnInitiative,
    ReadAnew,
    ReasonMissing,
    SaidMeanwhile,
    SayWhoYouAre,
    SecondPersonNeeded,
    ThirdPersonNeeded,
)
from app.reviews.second_look import SecondLook
from app.units import Unit
from app.vietnamese import same_name
from app.web.errors import Refused


@dataclass(frozen=True)
class Known:
    """What is to be known of an initiative before anything is said of it.

    :param last: what was said last and not taken back
    :param look: the second look that was asked for
    :param route: the desks that decide, in their order
    :param agreed: accounts that have agreed since it came to the desk where it lies
    """

    last: Any = None
    look: SecondLook | None = None
    route: Sequence[Stop] = ()
    agreed: Collection[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Verdict:
    """What a word comes to: the outcome, the next desk if another decides, and a namesake."""

    outcome: Outcome
    onward: Stop | None = None
    namesake: bool = False


def known_of(review: Any, initiatives: Sequence[Initiative]) -> dict[int, Known]:
    """What is known of each, by its id, in a handful of statements.

    :param review: the model of reviews
    """
    said = defaultdict(list)
    looks: dict[int, SecondLook] = {}
    for some in _some(sorted({initiative.id for initiative in initiatives})):
        query = sa.select(review).where(review.initiative_id.in_(some), review.undone_at.is_(None))
        for one in db.session.scalars(query.order_by(review.id)):
            said[one.initiative_id].append(one)
        asked = sa.select(SecondLook).where(SecondLook.initiative_id.in_(some))
        looks |= {look.initiative_id: look for look in db.session.scalars(asked)}
    routes = _routes(initiatives)
    return {
        one.id: Known(
            last=said[one.id][-1] if said[one.id] else None,
            look=looks.get(one.id),
            route=routes[one.unit_id, one.stage_id],
            agreed=frozenset(
                review.reviewer_id
                for review in said[one.id]
                if review.outcome == Outcome.AGREED and review.at > one.desk_since
            ),
        )
        for one in initiatives
    }


def judge(initiative: Initiative, desk: Unit, word: Any, by: Any, known: Known) -> Verdict | None:
    """What a word would come to now; None if this person has just said it: a second click.

    :raises Refused: one of those that `Review.write` names
    """
    if word.lacks_reason:
        raise ReasonMissing()
    if said_before(initiative, desk, word, by, known.last):
        return None
    _check_desk(initiative, desk, word, by, known.last)
    if any(code.programme_id != initiative.stage.programme_id for code in word.codes):
        raise OtherProgramme()
    namesake = _check_person(initiative, desk, word, by, known.look)
    if word.outcome is not Outcome.VALID:
        return Verdict(word.outcome, namesake=namesake)
    outcome, onward = _valid(initiative, desk, by, known)
    return Verdict(outcome, onward, namesake)


def said_before(initiative: Initiative, desk: Unit, word: Any, by: Any, last: Any) -> bool:
    """Whether the initiative's last review is this very one: a second click."""
    said = {word.outcome} | ({Outcome.AGREED} if word.outcome is Outcome.VALID else set())
    return last is not None and (
        last.outcome in said
        and (last.reviewer_id, last.desk_unit_id) == (by.id, desk.id)
        and last.stands(initiative)
        and not (last.outcome == Outcome.AGREED and word.version == initiative.version)
    )


def _check_desk(initiative: Initiative, desk: Unit, word: Any, by: Any, last: Any) -> None:
    """It lies here, in a state that allows the word, and reads as it was read."""
    if initiative.desk_unit_id != desk.id or initiative.state not in FROM[word.outcome]:
        if initiative.desk_unit_id == desk.id or _by_another(initiative, by, last):
            raise not_now(initiative, by, last)
        raise NotOnYourDesk()
    if word.version not in (None, initiative.version):
        raise ReadAnew()
    if word.assessed_on and word.assessed_on < assessable_since(initiative):
        raise AssessedTooEarly()


def not_now(initiative: Initiative, by: Any, last: Any) -> Refused:
    """Why its state allows no such word: somebody else was quicker, or it just is so."""
    return SaidMeanwhile(last) if _by_another(initiative, by, last) else NotInThisState()


def _by_another(initiative: Initiative, by: Any, last: Any) -> bool:
    return last is not None and last.reviewer_id != by.id and last.stands(initiative)


def assessable_since(initiative: Initiative) -> dt.date:
    """The first day on which anything of it could have been assessed."""
    since = initiative.stage.recognised_since
    return min(since, initiative.applied_on or since)


def _check_person(
    initiative: Initiative, desk: Unit, word: Any, by: Any, look: SecondLook | None
) -> bool:
    """Nobody decides on his own; whether an author bears the reviewer's name."""
    if word.outcome not in DECIDES:
        return False
    if look is not None and look.refused_by_id == by.id and look.is_open(initiative):
        raise ThirdPersonNeeded()
    if not any(same_name(author.full_name, by.name) for author in initiative.authors):
        return False
    if initiative.unit_id == desk.id:
        raise OwnInitiative()
    if not word.not_me:
        raise SayWhoYouAre()
    return True


def _valid(
    initiative: Initiative, desk: Unit, by: Any, known: Known
) -> tuple[Outcome, Stop | None]:
    """Valid for this person, for this desk, or once and for all."""
    here, later = _rest_of_route(known.route, desk)
    if here is not None and here.step.persons > 1:
        if _has_agreed(known, by):
            raise SecondPersonNeeded()
        if initiative.agreed + 1 < here.step.persons:
            return Outcome.AGREED, None
    return (Outcome.AGREED, later[0]) if later else (Outcome.VALID, None)


def _has_agreed(known: Known, by: Any) -> bool:
    return by.id in known.agreed


def _rest_of_route(route: Sequence[Stop], desk: Unit) -> tuple[Stop | None, Sequence[Stop]]:
    """The step at this desk, and those after it; a desk off the route says the last word."""
    place = next((n for n, stop in enumerate(route) if stop.desk.id == desk.id), None)
    return (None, []) if place is None else (route[place], route[place + 1 :])


def _routes(initiatives: Sequence[Initiative]) -> dict[tuple[int, int], list[Stop]]:
    """The desks that decide, by unit and stage."""
    found = {}
    for stage in {one.stage_id: one.stage for one in initiatives}.values():
        units = {one.unit_id: one.unit for one in initiatives if one.stage_id == stage.id}
        for unit_id, at in stops_of(units.values(), stage).items():
            found[unit_id, stage.id] = [s for s in at if s.step.task is Task.DECIDE]
    return found


def _some(ids: Sequence[int], most: int = 500) -> list[Sequence[int]]:
    return [ids[at : at + most] for at in range(0, len(ids), most)]
