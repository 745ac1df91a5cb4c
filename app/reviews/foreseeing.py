"""What a word would do to a selection: what changes, what is left out and why. Nothing is said."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.initiatives import Initiative
from app.programmes import ReasonCode, Stage
from app.reviews import rules
from app.reviews.models import Review
from app.reviews.outcomes import NEEDS_REASON, Outcome
from app.reviews.picks import Selection
from app.reviews.refusals import SaidBefore
from app.reviews.rules import Verdict
from app.reviews.saying import Reviewer, Word
from app.web.errors import Refused


@dataclass
class Foresight:
    """`will`: initiatives with what becomes of each; `left`: words → those left out for that."""

    will: list[tuple[Initiative, Verdict]] = field(default_factory=list)
    left: dict[str, list[Initiative]] = field(default_factory=lambda: defaultdict(list))
    gone: int = 0  # not to be seen from here any more
    stage: Stage | None = None

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many come to what: to agree is not yet the last word."""
        return dict(Counter(verdict.outcome for _initiative, verdict in self.will))

    @property
    def left_out(self) -> int:
        return sum(map(len, self.left.values())) + self.gone

    @property
    def total(self) -> int:
        return len(self.will) + self.left_out


def foresee(selection: Selection, outcome: Outcome, *, by: Reviewer) -> Foresight:
    """Judge everything that is chosen by the rules that `Review.write` obeys."""
    picks = db.session.scalars(selection.picks()).all()
    there = _there([pick.initiative_id for pick in picks])
    known = rules.known_of(Review, list(there.values()))
    found = Foresight(stage=_stage(there.values()))
    word = _word(outcome, found.stage)
    for pick in picks:
        initiative = there.get(pick.initiative_id)
        if initiative is None:
            found.gone += 1
            continue
        said = replace(word, version=pick.version)
        try:
            verdict = rules.judge(initiative, selection.desk, said, by, known[initiative.id])
        except Refused as refused:
            found.left[str(refused)].append(initiative)
        else:
            if verdict is None:
                found.left[str(SaidBefore())].append(initiative)
            else:
                found.will.append((initiative, verdict))
    return found


def _there(ids: Sequence[int]) -> dict[int, Initiative]:
    found: dict[int, Initiative] = {}
    for at in range(0, len(ids), 500):
        query = sa.select(Initiative).where(Initiative.id.in_(ids[at : at + 500]))
        whole = (joinedload(Initiative.unit), selectinload(Initiative.authors))
        for one in db.session.scalars(query.options(*whole)).unique():
            found[one.id] = one
    return found


def _stage(initiatives: Any) -> Stage | None:
    """One of the programme that most of them belong to: its reasons are offered."""
    counts = Counter(one.stage.programme_id for one in initiatives)
    if not counts:
        return None
    [(programme_id, _n)] = counts.most_common(1)
    return next(one.stage for one in initiatives if one.stage.programme_id == programme_id)


def _word(outcome: Outcome, stage: Stage | None) -> Word:
    """As if the reasons were given, since they are asked for on the same page."""
    if outcome not in NEEDS_REASON or stage is None:
        return Word(outcome)
    return Word(outcome, codes=ReasonCode.known(stage)[:1], note="…")
