"""Saying an outcome: the rules of a single decision, which bulk obeys to the letter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app import journal
from app.db import db
from app.initiatives import Act, Initiative, locked
from app.programmes import ReasonCode, Stop
from app.reviews.changes import ReviewedText
from app.reviews.outcomes import BECOMES, DECIDES, FROM, NEEDS_REASON, Outcome
from app.reviews.reasons import ReviewReason
from app.reviews.refusals import (
    NotInThisState,
    NotOnYourDesk,
    OwnInitiative,
    ReadAnew,
    ReasonMissing,
    SaidMeanwhile,
    SayWhoYouAre,
    SecondPersonNeeded,
    ThirdPersonNeeded,
)
from app.reviews.second_look import SecondLook
from app.tenancy import Scope, part_of
from app.units import Unit
from app.vietnamese import same_name
from app.web.errors import Refused


@dataclass(frozen=True)
class Word:
    """What somebody says from a desk, before it is written.

    :param codes: reasons; with the note required for everything but valid and confirmed
    :param version: of the initiative as it was read; None for any
    :param not_me: an author of the same name is somebody else
    """

    outcome: Outcome
    codes: Sequence[ReasonCode] = ()
    note: str = ""
    assessed_with: str | None = None
    assessed_on: dt.date | None = None
    benefit_verified: int | None = None
    version: int | None = None
    not_me: bool = False


@dataclass(frozen=True)
class Reviewer:
    """Who says it, as it is signed."""

    id: int
    name: str


class Saying:
    """The verbs by which a review comes to be."""

    if TYPE_CHECKING:
        id: Any
        initiative_id: Any
        reviewer_id: Any
        outcome: Any
        at: Any
        since_before: Any
        undone_at: Any
        last_of: Any

        def __init__(self, **columns: Any) -> None: ...

    @classmethod
    def write(
        cls,
        initiative: Initiative,
        desk: Unit,
        word: Word,
        *,
        by: Reviewer,
        at: dt.datetime,
        run_id: int | None = None,
    ) -> Any:
        """Say an outcome from a desk and move the initiative; None after a double click.

        :raises ReasonMissing: no code or no note where one is needed
        :raises SaidMeanwhile: somebody else has said something of it since it came to this desk
        :raises NotOnYourDesk: it lies elsewhere
        :raises NotInThisState: the state allows no such word
        :raises ReadAnew: it reads otherwise than it was read
        :raises OwnInitiative: the reviewer is an author
        :raises SayWhoYouAre: an author bears the reviewer's name
        :raises SecondPersonNeeded: the step asks for another person
        :raises ThirdPersonNeeded: who refused it does not look a second time
        """
        if word.outcome in NEEDS_REASON and not (word.codes and word.note.strip()):
            raise ReasonMissing()
        locked(initiative.id)
        last = cls.last_of(initiative)
        if cls._said_before(initiative, desk, word, by, last):
            return None
        cls._check_desk(initiative, desk, word, by, last)
        namesake = cls._check_person(initiative, desk, word, by)
        before = {
            "state_before": initiative.state,
            "since_before": initiative.desk_since,
            "agreed_before": initiative.agreed,
        }
        outcome = cls._move(initiative, desk, word, by, at)
        if word.benefit_verified is not None and outcome in DECIDES:
            initiative.benefit_verified = word.benefit_verified
        return cls._keep(
            initiative, desk, outcome, word, by, at, run_id=run_id, namesake=namesake, **before
        )

    @classmethod
    def reopen(
        cls, initiative: Initiative, desk: Unit, note: str, *, by: Reviewer, at: dt.datetime
    ) -> Any:
        """Decide anew what was decided, with a reason; None after a double click.

        It comes to the desk of whoever reopens it: the one that decided, or one above.

        :raises ReasonMissing: why is not said
        :raises SaidMeanwhile: somebody else has reopened it
        :raises NotInThisState: it is not decided
        :raises NotOnYourDesk: another desk decided
        :raises SaidMeanwhile: somebody else has reopened it
        :raises NotInThisState: it is not decided
        """
        word = Word(Outcome.REOPENED, note=note)
        if not note.strip():
            raise ReasonMissing()
        locked(initiative.id)
        last = cls.last_of(initiative)
        if cls._said_before(initiative, desk, word, by, last):
            return None
        if not initiative.may(Act.REOPEN):
            raise cls._not_now(initiative, by, last)
        if not cls.may_reopen(initiative, desk, last):
            raise NotOnYourDesk()
        if not initiative.may(Act.REOPEN):
            reopened = last is not None and last.outcome == word.outcome
            raise SaidMeanwhile(last) if reopened and last.stands(initiative) else NotInThisState()
        before = {"state_before": initiative.state, "since_before": initiative.desk_since}
        initiative.reopen(desk.id, by=by.id, at=at)
        return cls._keep(initiative, desk, word.outcome, word, by, at, **before)

    @classmethod
    def reopens(cls, initiative: Initiative, desk: Unit) -> bool:
        """Whether it is decided, and this desk may decide it anew."""
        if not initiative.may(Act.REOPEN):
            return False
        return cls.may_reopen(initiative, desk, cls.last_of(initiative))

    @classmethod
    def may_reopen(cls, initiative: Initiative, desk: Unit, last: Any) -> bool:
        """Whether this desk, or one below it, decided; `last` is the last review."""
        decided = last is not None and last.outcome in (Outcome.VALID, Outcome.INVALID)
        decider = last.desk_unit_id if decided else initiative.deciding_stops()[-1].desk.id
        unit = desk if decider == desk.id else db.session.get(Unit, decider)
        return unit is not None and Scope(desk.path).holds(unit.path)

    @classmethod
    def _said_before(
        cls, initiative: Initiative, desk: Unit, word: Word, by: Reviewer, last: Any
    ) -> bool:
        """Whether the initiative's last review is this very one: a second click."""
        said = {word.outcome} | ({Outcome.AGREED} if word.outcome is Outcome.VALID else set())
        return last is not None and (
            last.outcome in said
            and (last.reviewer_id, last.desk_unit_id) == (by.id, desk.id)
            and last.stands(initiative)
            and not (last.outcome == Outcome.AGREED and word.version == initiative.version)
        )

    @classmethod
    def _check_desk(
        cls, initiative: Initiative, desk: Unit, word: Word, by: Reviewer, last: Any
    ) -> None:
        """It lies here, in a state that allows the word, and reads as it was read."""
        if initiative.desk_unit_id != desk.id or initiative.state not in FROM[word.outcome]:
            if initiative.desk_unit_id == desk.id or cls._by_another(initiative, by, last):
                raise cls._not_now(initiative, by, last)
            raise NotOnYourDesk()
        if word.version not in (None, initiative.version):
            raise ReadAnew()

    @staticmethod
    def _by_another(initiative: Initiative, by: Reviewer, last: Any) -> bool:
        return last is not None and last.reviewer_id != by.id and last.stands(initiative)

    @classmethod
    def _not_now(cls, initiative: Initiative, by: Reviewer, last: Any) -> Refused:
        """Why its state allows no such word: somebody else was quicker, or it just is so."""
        if cls._by_another(initiative, by, last):
            return SaidMeanwhile(last)
        return NotInThisState()

    @classmethod
    def _check_person(cls, initiative: Initiative, desk: Unit, word: Word, by: Reviewer) -> bool:
        """Nobody decides on his own; whether an author bears the reviewer's name."""
        if word.outcome not in DECIDES:
            return False
        look = SecondLook.of(initiative)
        if look is not None and look.refused_by_id == by.id and look.is_open(initiative):
            raise ThirdPersonNeeded()
        if not any(same_name(author.full_name, by.name) for author in initiative.authors):
            return False
        if initiative.unit_id == desk.id:
            raise OwnInitiative()
        if not word.not_me:
            raise SayWhoYouAre()
        return True

    @classmethod
    def _move(
        cls, initiative: Initiative, desk: Unit, word: Word, by: Reviewer, at: dt.datetime
    ) -> Outcome:
        """Lead the initiative on; what was said in the end."""
        match word.outcome:
            case Outcome.CONFIRMED:
                initiative.endorse(by=by.id, at=at)
            case Outcome.INVALID:
                initiative.reject(by=by.id, at=at)
            case Outcome.RETURNED:
                initiative.send_back(by=by.id, at=at)
            case Outcome.VALID:
                return cls._find_valid(initiative, desk, by, at)
        return word.outcome

    @classmethod
    def _find_valid(
        cls, initiative: Initiative, desk: Unit, by: Reviewer, at: dt.datetime
    ) -> Outcome:
        """Valid for this person, for this desk, or once and for all."""
        here, later = _rest_of_route(initiative, desk)
        if here is not None and here.step.persons > 1:
            if cls._has_agreed(initiative, by):
                raise SecondPersonNeeded()
            if initiative.agreed + 1 < here.step.persons:
                initiative.agree()
                return Outcome.AGREED
        if later:
            initiative.pass_up(later[0], by=by.id, at=at)
            return Outcome.AGREED
        initiative.accept(by=by.id, at=at)
        return Outcome.VALID

    @classmethod
    def _has_agreed(cls, initiative: Initiative, by: Reviewer) -> bool:
        """Whether this person has agreed since it came to the desk where it lies."""
        query: sa.Select[Any] = sa.select(cls.id).where(
            cls.initiative_id == initiative.id,
            cls.reviewer_id == by.id,
            cls.outcome == Outcome.AGREED,
            cls.undone_at.is_(None),
            cls.at > initiative.desk_since,
        )
        return db.session.scalar(query.limit(1)) is not None

    @classmethod
    def _keep(
        cls,
        initiative: Initiative,
        desk: Unit,
        outcome: Outcome,
        word: Word,
        by: Reviewer,
        at: dt.datetime,
        **columns: Any,
    ) -> Any:
        review = cls(
            **part_of(initiative),
            initiative_id=initiative.id,
            desk_unit_id=desk.id,
            desk_name=desk.name,
            reviewer_id=by.id,
            signed_by=by.name,
            outcome=outcome.value,
            note=word.note.strip(),
            assessed_with=word.assessed_with,
            assessed_on=word.assessed_on,
            benefit_verified=word.benefit_verified,
            own_entry=outcome in DECIDES and initiative.entered_by_id == by.id,
            at=at,
            **columns,
        )
        db.session.add(review)
        db.session.flush()
        reasons = [
            ReviewReason(**part_of(review), review_id=review.id, reason_code_id=code.id)
            for code in word.codes
        ]
        db.session.add_all(reasons)
        ReviewedText.keep(review, initiative)
        if outcome is Outcome.AGREED:
            journal.record("review.agree", review, by=by.id, at=at)
        return review

    def stands(self, initiative: Initiative) -> bool:
        """Whether nothing has happened to the initiative since this was said."""
        since = {self.at} | ({self.since_before} if self.outcome == Outcome.AGREED else set())
        return initiative.state == BECOMES[Outcome(self.outcome)] and initiative.desk_since in since


def _rest_of_route(initiative: Initiative, desk: Unit) -> tuple[Stop | None, list[Stop]]:
    """The step at this desk, and those after it; a desk off the route says the last word."""
    at = initiative.deciding_stops()
    place = next((n for n, stop in enumerate(at) if stop.desk.id == desk.id), None)
    return (None, []) if place is None else (at[place], at[place + 1 :])
