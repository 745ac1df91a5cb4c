"""Saying an outcome: the rules of a single decision, which bulk obeys to the letter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import journal
from app.db import db
from app.initiatives import UNDO_FOR, Act, Initiative, locked
from app.programmes import ReasonCode
from app.reviews import rules
from app.reviews.changes import ReviewedText
from app.reviews.outcomes import BECOMES, DECIDES, NEEDS_REASON, TOLD, Outcome
from app.reviews.reasons import ReviewReason
from app.reviews.refusals import NotInThisState, NotOnYourDesk, ReasonMissing, SaidMeanwhile
from app.reviews.rules import Verdict
from app.tenancy import Scope, part_of
from app.units import Unit


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

    @property
    def lacks_reason(self) -> bool:
        """Whether a code or a note is missing where both are needed."""
        return self.outcome in NEEDS_REASON and not (self.codes and self.note.strip())


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
        :raises OtherProgramme: a reason is another programme's
        :raises OwnInitiative: the reviewer is an author
        :raises SayWhoYouAre: an author bears the reviewer's name
        :raises SecondPersonNeeded: the step asks for another person
        :raises ThirdPersonNeeded: who refused it does not look a second time
        """
        locked(initiative.id)
        known = rules.known_of(cls, [initiative])[initiative.id]
        verdict = rules.judge(initiative, desk, word, by, known)
        if verdict is None:
            return None
        before = {
            "state_before": initiative.state,
            "since_before": initiative.desk_since,
            "agreed_before": initiative.agreed,
        }
        outcome = verdict.outcome
        if word.benefit_verified is not None and outcome in DECIDES:
            initiative.benefit_verified = word.benefit_verified  # before the move, which counts it
        cls._move(initiative, verdict, by, at)
        said = {"run_id": run_id, "namesake": verdict.namesake, **before}
        return cls._keep(initiative, desk, outcome, word, by, at, **said)

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
        """
        word = Word(Outcome.REOPENED, note=note)
        if not note.strip():
            raise ReasonMissing()
        locked(initiative.id)
        last = cls.last_of(initiative)
        if rules.said_before(initiative, desk, word, by, last):
            return None
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
    def _move(cls, initiative: Initiative, verdict: Verdict, by: Reviewer, at: dt.datetime) -> None:
        """Lead the initiative on."""
        match verdict.outcome:
            case Outcome.CONFIRMED:
                initiative.endorse(by=by.id, at=at)
            case Outcome.INVALID:
                initiative.reject(by=by.id, at=at)
            case Outcome.RETURNED:
                initiative.send_back(by=by.id, at=at)
            case Outcome.VALID:
                initiative.accept(by=by.id, at=at)
            case Outcome.AGREED if verdict.onward:
                initiative.pass_up(verdict.onward, by=by.id, at=at)
            case Outcome.AGREED:
                initiative.agree()

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
        db.session.flush()  # the version that the initiative has from now on
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
            version_after=initiative.version,
            tell_at=at + UNDO_FOR if outcome in TOLD else None,
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
