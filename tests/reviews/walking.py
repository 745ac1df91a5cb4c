"""A province of its own whose initiatives go through any verbs in any order, by anybody.

A verb runs as a request would: in the scope of a unit, in one transaction, undone by a refusal.
What must hold after each of them stands in test_any_sequence.py.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from app import clock, jobs
from app.db import db
from app.initiatives import ConsentWay, Identified, Initiative, Misplaced, State, Way
from app.initiatives.passing import SENT
from app.initiatives.states import EDITABLE
from app.programmes import (
    Programme,
    ReasonCode,
    ReviewStep,
    Stage,
    Step,
    TargetGroup,
    Task,
    Where,
    windows,
)
from app.reviews import Outcome, Review, Reviewer, SecondLook, Word
from app.reviews.outcomes import FROM, NEEDS_REASON
from app.tenancy import Everything, Scope, owned_by
from app.units import Unit
from app.web.errors import Refused
from tests.world import NOW

TREE = [  # parent, unit
    (None, "p"), ("p", "u1"), ("p", "u2"), ("p", "g0"), ("u1", "g11"), ("u1", "g12"), ("u2", "g21"),
]  # fmt: skip
KINDS = {"p": "province", "u": "upper", "g": "grassroots"}
CONFIRM = Step(Task.CONFIRM, Where.OWN)
ROUTES = {
    "default": [CONFIRM, Step(Task.DECIDE, Where.ABOVE)],
    "two persons": [CONFIRM, Step(Task.DECIDE, Where.ABOVE, persons=2)],
    "three steps": [CONFIRM, Step(Task.DECIDE, Where.ABOVE), Step(Task.DECIDE, "province")],
    "two at the top": [
        Step(Task.DECIDE, Where.ABOVE),
        Step(Task.DECIDE, "province", persons=2),
    ],
}
PEOPLE = [
    Reviewer(1, "Nguyễn Văn An"),
    Reviewer(2, "Trần Thị Bích"),
    Reviewer(3, "Lê Văn Cường"),
    Reviewer(4, "Phạm Thị Dung"),
]
AUTHORS = ["Đỗ Văn Em", "Vũ Thị Giang", PEOPLE[0].name]
MOST = 6
SAID = [Outcome.CONFIRMED, Outcome.VALID, Outcome.INVALID, Outcome.RETURNED]
numbers = itertools.count(1)
any_of = st.integers(0, 10**6)
people = st.sampled_from(PEOPLE)
often = st.sampled_from([True, True, True, False])


class Walks(RuleBasedStateMachine):
    """`initiatives` are ids; `before` is how one stood before each review was written."""

    app: Flask
    done: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        self.now = NOW
        self.units: dict[str, int] = {}
        self.initiatives: list[int] = []
        self.before: dict[int, dict[str, Any]] = {}
        with jobs.step(Everything("a province for walks"), at=NOW):
            self._build()

    def teardown(self) -> None:
        self.context.pop()

    def _build(self) -> None:
        number = next(numbers)
        for parent, code in TREE:
            above = Unit.by_code("tld") if parent is None else self._unit(parent)
            unit = above.open_child(
                code=f"{code}-{number}", name=code, kind=KINDS[code[0]], by=1, at=NOW
            )
            self.units[code] = unit.id
        top = self._unit("p")
        made = Programme.create(top, code=f"w-{number}", name="Chương trình", by=1, at=NOW)
        first, last = dt.date(2022, 6, 1), dt.date(2023, 9, 30)
        stage = made.add_stage(
            code="dot", name="Đợt", recognised_since=first, recognised_until=last,
            submitted_since=clock.start_of(first), submitted_until=clock.end_of(last), by=1, at=NOW,
        )  # fmt: skip
        part = {**owned_by(top), "programme_id": made.id}
        db.session.add_all(TargetGroup(**part, number=n, name=f"Đối tượng {n}") for n in (1, 2))
        reason = {"code": "khac", "text": "Khác", "field": None, "advice": "Ghi rõ."}
        db.session.add(ReasonCode(**part, **reason, position=1))
        db.session.flush()
        self.stage, self.programme = stage.id, made.id

    def _unit(self, code: str) -> Unit:
        return db.session.get_one(Unit, self.units[code])

    # --- how a verb is done ---

    def do(self, unit: int, name: str, verb: Callable[[], object]) -> None:
        """A verb in the scope of a unit, a second after the last; a refusal leaves nothing."""
        self.now += dt.timedelta(seconds=1)
        with jobs.reading("a path"):
            path = db.session.get_one(Unit, unit).path
        try:
            with jobs.step(Scope(path)):
                if verb() is not False:
                    self.done[name] += 1
        except Refused as refused:
            self.done[f"{name}: {refused.message and type(refused).__name__}"] += 1

    def at_home(self, which: int, name: str, verb: Callable[[Initiative], object]) -> None:
        """A verb of the unit that an initiative is of."""
        number = self._pick(which)
        self.do(self._where(number)[0], name, lambda: verb(self._row(number)))

    def at_desk(self, which: int, desk: int | None, name: str, verb: Any) -> None:
        """A verb at the desk where it lies, or at some desk; unseen there, nothing is done."""
        number = self._pick(which)
        home, lies = self._where(number)
        others = list(self.units.values())
        unit = (lies or home) if desk is None else others[desk % len(others)]

        def at_that_desk() -> object:
            row = db.session.get(Initiative, number)
            return False if row is None else verb(row, db.session.get_one(Unit, unit))

        self.do(unit, name, at_that_desk)

    def _of(self, which: int, *states: State) -> int:
        """The place of one that is in one of these states, if any is."""
        with jobs.reading("in which states they are"):
            fit = [n for n, one in enumerate(self.initiatives) if self._row(one).state in states]
        return fit[which % len(fit)] if fit else which

    def _pick(self, which: int) -> int:
        return self.initiatives[which % len(self.initiatives)]

    def _where(self, number: int) -> tuple[int, int | None]:
        with jobs.reading("where it lies"):
            row = self._row(number)
            return row.unit_id, row.desk_unit_id

    @staticmethod
    def _row(number: int) -> Initiative:
        return db.session.get_one(Initiative, number)

    @staticmethod
    def standing(row: Initiative) -> dict[str, Any]:
        """What a review changes, and its undoing leads back to."""
        names = ("state", "desk_unit_id", "desk_since", "agreed", "sent_back_by_id")
        return {name: getattr(row, name) for name in (*names, "benefit_verified")}

    # --- the unit's verbs ---

    @initialize(route=st.sampled_from(sorted(ROUTES)), by=people)
    def begin(self, route: str, by: Reviewer) -> None:
        """Some of each depth, handed in, under some route."""
        self.set_route(route)
        for place, at in enumerate(["g0", "g11", "g21"]):
            self.draft(at=at, author=place, by=by, group=1, benefit=None)
            self.submit(place, by)
            if place < 2:
                self.say_at_its_desk(place, outcome=0, by=by, not_me=True, fresh=True)

    @precondition(lambda self: len(self.initiatives) < MOST)
    @rule(at=st.sampled_from(["g0", "g11", "g12", "g21", "u1", "p"]), author=any_of, by=people,
          group=st.sampled_from([1, 2]), benefit=st.sampled_from([None, 5_000_000]))  # fmt: skip
    def draft(self, at: str, author: int, by: Reviewer, group: int, benefit: int | None) -> None:
        def write() -> None:
            self.initiatives.append(
                Initiative.draft(
                    self._unit(at),
                    db.session.get_one(Stage, self.stage),
                    authors=[Identified(AUTHORS[author % 3], phone=f"09{next(numbers):08}")],
                    way=Way.GRASSROOTS,
                    consent=ConsentWay.FORM,
                    by=by.id,
                    at=self.now,
                    title=f"Sáng kiến {next(numbers)}",
                    summary="Làm nhanh hơn.",
                    target_group=group,
                    benefit_claimed=benefit,
                ).id
            )

        self.do(self.units[at], "draft", write)
        if author % 4:
            self.submit(len(self.initiatives) - 1, by)

    @rule(which=any_of, by=people)
    def submit(self, which: int, by: Reviewer) -> None:
        def hand_in(row: Initiative) -> None:
            window = next(w for w in windows(row.unit) if w.stage.id == row.stage_id)
            row.submit(window, by=by.id, at=self.now)

        self.at_home(self._of(which, *EDITABLE), "submit", hand_in)

    @rule(which=any_of, by=people, group=st.sampled_from([1, 2]))
    def amend(self, which: int, by: Reviewer, group: int) -> None:
        def write(row: Initiative) -> None:
            authors = [Identified(author.full_name) for author in row.authors]
            facts = {"target_group": group, "title": f"Tên mới {next(numbers)}"}
            row.amend(authors=authors, by=by.id, at=self.now, **facts)

        self.at_home(self._of(which, *EDITABLE), "amend", write)

    @rule(which=any_of, by=people, really=often)
    def withdraw(self, which: int, by: Reviewer, really: bool) -> None:
        if not really:
            self.at_home(which, "withdraw", lambda row: row.withdraw(by=by.id, at=self.now))

    @rule(which=any_of, by=people)
    def ask_again(self, which: int, by: Reviewer) -> None:
        def ask(row: Initiative) -> None:
            last = Review.last_of(row, Outcome.INVALID)
            SecondLook.ask(row, last, "Xin xem.", by=by.id, signed_by=by.name, at=self.now)

        self.at_home(self._of(which, State.INVALID), "ask again", ask)

    # --- the desk's verbs ---

    @rule(which=any_of, by=people, outcome=any_of, not_me=often, fresh=often)
    def say_at_its_desk(self, which: int, outcome: int, **said: Any) -> None:
        """What the state allows."""
        with jobs.reading("its state"):
            state = self._row(self._pick(which)).state
        fitting = [one for one in SAID if state in FROM[one]] or SAID
        self._say(which, None, fitting[outcome % len(fitting)], **said)

    @rule(which=any_of, by=people, not_me=often, verified=st.sampled_from([None, 7, 9]))
    def find_valid(self, which: int, **said: Any) -> None:
        self._say(self._of(which, State.ENDORSED), None, Outcome.VALID, fresh=True, **said)

    @rule(which=any_of, by=people, back=st.booleans())
    def refuse(self, which: int, back: bool, **said: Any) -> None:
        outcome = Outcome.RETURNED if back else Outcome.INVALID
        which = self._of(which, State.ENDORSED)
        self._say(which, None, outcome, not_me=True, fresh=True, **said)

    @rule(which=any_of, by=people, outcome=st.sampled_from(SAID), desk=any_of)
    def say_anywhere(self, which: int, desk: int, outcome: Outcome, **said: Any) -> None:
        self._say(which, desk, outcome, not_me=True, fresh=True, **said)

    def _say(self, which: int, desk: int | None, outcome: Outcome, *, by: Reviewer, not_me: bool,
             fresh: bool, verified: int | None = None) -> None:  # fmt: skip
        def write(row: Initiative, desk: Unit) -> None:
            codes = ReasonCode.known(row.stage) if outcome in NEEDS_REASON else []
            version = row.version if fresh else row.version - 1
            word = Word(outcome, codes=codes, note="Ghi rõ.", not_me=not_me, version=version,
                        benefit_verified=verified)  # fmt: skip
            self._noting(row, lambda: Review.write(row, desk, word, by=by, at=self.now))

        self.at_desk(which, desk, outcome.value, write)

    @rule(which=any_of, at=st.sampled_from(["p", "u1", "u1", "u2"]), by=people)
    def reopen(self, which: int, at: str, by: Reviewer) -> None:
        def open_again(row: Initiative, desk: Unit) -> None:
            self._noting(row, lambda: Review.reopen(row, desk, "Xem lại.", by=by, at=self.now))

        which = self._of(which, State.VALID, State.INVALID)
        self.at_desk(which, list(self.units).index(at), "reopen", open_again)

    def _noting(self, row: Initiative, verb: Callable[[], Any]) -> None:
        before = self.standing(row)
        review = verb()
        if review is not None:
            self.before[review.id] = before

    @precondition(lambda self: self.before)
    @rule(which=any_of, own=often, by=people)
    def undo(self, which: int, own: bool, by: Reviewer) -> None:
        number = list(self.before)[-1 - which % min(3, len(self.before))]
        with jobs.reading("whose it is"):
            review = db.session.get_one(Review, number)
            desk, who = review.desk_unit_id, review.reviewer_id if own else by.id

        def take_back() -> object:
            seen = db.session.get(Review, number)
            if seen is None:
                return False
            again = seen.undone_at is not None
            seen.undo(by=who, at=self.now)
            db.session.flush()
            if not again:
                row = seen.initiative
                db.session.refresh(row)
                assert self.standing(row) == self.before[number], "it leaves a trace"
            return not again

        self.do(desk, "undo", take_back)

    @rule(which=any_of, by=people)
    def assign(self, which: int, by: Reviewer) -> None:
        def take_on(row: Initiative, _desk: Unit) -> None:
            if row.desk_unit_id is not None:
                row.desk_person_id = by.id

        self.at_desk(which, None, "assign", take_on)

    @rule(which=any_of, by=people)
    def mark_or_restore(self, which: int, by: Reviewer) -> None:
        def mark(row: Initiative, _desk: Unit) -> None:
            verb = row.restore if row.state == State.DUPLICATE else row.mark_duplicate
            verb(by=by.id, at=self.now)

        self.at_desk(which, 0, "mark or restore", mark)

    # --- what goes on around ---

    @rule(what=st.sampled_from(["wait", "wait", "route", "move"]), which=any_of, under=any_of)
    def go_on(self, what: str, which: int, under: int) -> None:
        match what:
            case "wait":
                self.now += dt.timedelta(minutes=[1, 5, 15][which % 3])
            case "route":
                self.set_route(sorted(ROUTES)[which % len(ROUTES)])
            case "move":
                unit, to = ["g11", "g12", "g21", "g0"][which % 4], ["u1", "u2", "p"][under % 3]
                self.do(self.units["p"], "move", lambda: self._unit(unit).move(
                    self._unit(to), by=1, at=self.now))  # fmt: skip

    def set_route(self, route: str) -> None:
        def change() -> None:
            made = db.session.get_one(Programme, self.programme)
            ReviewStep.set_route(made, ROUTES[route], by=1, at=self.now)

        self.do(self.units["p"], "set route", change)

    @rule(which=any_of, by=people, at_once=often)
    def send_up(self, which: int, by: Reviewer, at_once: bool) -> None:
        self.at_home(which, "send up", lambda row: Misplaced.send(
            row, "Nơi khác", by=by.id, at=self.now))  # fmt: skip
        if at_once:
            self.lift(which)

    @rule(which=any_of)
    def lift(self, which: int) -> None:
        """What the worker does within a minute."""
        number = self._pick(which)
        with jobs.reading("who is above"):
            row = self._row(number)
            above, last = row.unit.parent(), Misplaced.last_of(row)
            found = (above.id, last.id) if above and last and last.state == SENT else None
        if found:
            self.do(found[0], "lift", lambda: db.session.get_one(Misplaced, found[1]).lift(
                at=self.now))  # fmt: skip

    @rule(which=any_of, to=st.sampled_from(["g11", "g12", "g21"]), by=people, keep=often)
    def pass_on(self, which: int, to: str, by: Reviewer, keep: bool) -> None:
        def settle(row: Initiative, desk: Unit) -> object:
            signed = {"by": by.id, "signed_by": by.name, "at": self.now}
            if not keep:
                return Misplaced.keep(row, desk, **signed)
            there = db.session.get(Unit, self.units[to])
            if there is None or not Scope(desk.path).holds(there.path):
                return False
            return Misplaced.pass_on(row, desk, there, **signed)

        self.at_desk(which, None, "pass on", settle)
