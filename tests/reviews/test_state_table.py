"""The state table over HTTP: every state, verb, role and place, and what each comes to.

`TABLE` holds what is answered: a state is 303 and the initiative is in that state afterwards; "="
is 303 and nothing has changed (a verb gone through before); a word of `SAYS` is 409 with those
words. Who stands in no line of a verb gets 403, and whoever sees nothing of the unit 404.
"""

import itertools
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from app import jobs
from app.access import Role
from app.db import db
from app.initiatives import Initiative, State, tallies
from app.initiatives.states import MOVES
from app.journal import JournalLine
from app.programmes import ReasonCode
from app.reviews import Outcome, Review, Reviewer, Word
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

OTHER = Reviewer(1, "Trần Văn Khác")
UNIT = "cs-a11"

PLACES = {  # whose post it is, and the unit in the address
    "own": (UNIT, UNIT),
    "above": ("huyen-a1", "huyen-a1"),
    "above@unit": ("huyen-a1", UNIT),
    "sibling": ("cs-a12", "cs-a12"),
    "sibling@unit": ("cs-a12", UNIT),
}
CONFIRMED = {"assessed_with": "Giám đốc", "assessed_on": "1/3/2023"}
VERBS = {  # the address behind /u/7/, and the form
    "submit": ("initiatives/{}/submission", {}),
    "withdraw": ("initiatives/{}/withdrawal", {}),
    "confirm": ("reviews/{}/confirmation", CONFIRMED),
    "approve": ("reviews/{}/approval", {}),
    "return": ("reviews/{}/refusal", {"act": "returned", "note": "Ghi rõ.", "codes": "CODE"}),
    "refuse": ("reviews/{}/refusal", {"act": "invalid", "note": "Ghi rõ.", "codes": "CODE"}),
}
SAYS = {
    "desk": "Sáng kiến này không còn ở nơi xử lý của đơn vị đồng chí.",
    "state": "Ở trạng thái hiện nay của sáng kiến không làm được việc này.",
    "now": "Sáng kiến vừa được xử lý hoặc không còn ở trạng thái cho phép làm việc này.",
    "said": "Đồng chí Trần Văn Khác đã ghi “",
}
ROLES = {
    "deciders": (Role.LEADER, Role.OFFICER),
    "writers": (Role.LEADER, Role.OFFICER, Role.CONTACT),
    "contact": (Role.CONTACT,),
}
TABLE = """
verb     place      roles    draft     submitted endorsed  valid inval. returned  withd. duplicate
submit   own        deciders endorsed  =         =         now   now    endorsed  now    now
submit   own        contact  submitted =         =         now   now    submitted now    now
submit   above      writers  submitted =         =         now   now    submitted now    now
submit   above@unit writers  submitted =         =         now   now    submitted now    now
withdraw own        writers  withdrawn withdrawn withdrawn now   now    withdrawn =      now
withdraw above      writers  withdrawn withdrawn withdrawn now   now    withdrawn =      now
withdraw above@unit writers  withdrawn withdrawn withdrawn now   now    withdrawn =      now
confirm  own        deciders state     endorsed  desk      said  said   said      desk   desk
confirm  above      deciders desk      desk      state     said  said   said      desk   desk
approve  own        deciders state     state     desk      said  said   said      desk   desk
approve  above      deciders desk      desk      valid     said  said   said      desk   desk
return   own        deciders state     returned  desk      said  said   said      desk   desk
return   above      deciders desk      desk      returned  said  said   said      desk   desk
refuse   own        deciders state     state     desk      said  said   said      desk   desk
refuse   above      deciders desk      desk      invalid   said  said   said      desk   desk
"""
CELLS = {
    (verb, place, role, state): cell
    for verb, place, roles, *cells in map(str.split, TABLE.strip().splitlines()[1:])
    for role in ROLES[roles]
    for state, cell in zip(State, cells, strict=True)
}


def expected(verb: str, place: str, role: Role, state: State) -> str:
    """A cell of the table, or the status of those who may not."""
    if place == "sibling@unit":
        return "404"
    may = any(key[0] == verb and key[2] == role for key in CELLS)
    if place == "sibling":  # rights at their own unit, but nothing to see
        return "404" if may else "403"
    return CELLS.get((verb, place, role, state), "403")


@dataclass
class Stock:
    """Initiatives in each state, brought there by their verbs; a changed one is replaced."""

    as_unit: Any
    lying: dict[State, int]

    def take(self, state: State) -> int:
        if state not in self.lying:
            with self.as_unit("tld"):
                self.lying[state] = made_in(state).id
        return self.lying[state]


def made_in(state: State) -> Initiative:
    """One of the unit's, decided upon by somebody who signs in nowhere here."""
    grassroots, above = Unit.by_code(UNIT), Unit.by_code("huyen-a1")
    early = state if state in (State.DRAFT, State.SUBMITTED) else State.ENDORSED
    made = hand_in(grassroots, to=early)
    if state in (State.VALID, State.INVALID, State.RETURNED):
        outcome = Outcome(state.value)
        codes = () if outcome is Outcome.VALID else ReasonCode.known(made.stage)[:1]
        word = Word(outcome, codes=codes, note="Ghi rõ.")
        Review.write(made, above, word, by=OTHER, at=NOW)
    if state is State.WITHDRAWN:
        made.withdraw(by=OTHER.id, at=NOW)
    if state is State.DUPLICATE:
        made.mark_duplicate(by=OTHER.id, at=NOW)
    assert made.state == state
    return made


def seen(app: Any, initiative: int) -> dict[str, Any]:
    """Everything that a verb may change."""
    with app.app_context(), jobs.reading("the state table"):
        return photograph(initiative)


def photograph(initiative: int) -> dict[str, Any]:
    row = db.session.get(Initiative, initiative)
    ways = [(move.from_state, move.to_state) for move in row.moves]
    sums = sa.select(tallies.Tally.id, *(getattr(tallies.Tally, name) for name in tallies.SUMS))
    return {
        "state": row.state,
        "desk": (row.desk_unit_id, row.desk_since, row.agreed, row.sent_back_by_id),
        "version": row.version,
        "ways": ways,
        "reviews": db.session.scalar(sa.select(sa.func.count(Review.id))),
        "sums": db.session.execute(sums.order_by(tallies.Tally.id)).all(),
        "journal": db.session.scalar(sa.select(sa.func.count(JournalLine.id))),
    }


def faults_of(cell: str, answer: Any, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """How an answer and what it left behind differ from the cell."""
    changes = cell in set(State)
    status = int(cell) if cell.isdigit() else 303 if changes or cell == "=" else 409
    found = [] if answer.status_code == status else [f"{answer.status_code} for {status}"]
    if cell in SAYS and SAYS[cell] not in answer.text:
        found.append("not in these words")
    if not changes:
        return found + [f"{name} changed" for name in before if before[name] != after[name]]
    if after["state"] != cell:
        found.append(f"{after['state']} for {cell}")
    new = after["ways"][len(before["ways"]) :]
    way = [before["state"], *(to for _from, to in new)]
    steps = list(itertools.pairwise(way))
    known = {(state, target) for allowed, target in MOVES.values() for state in allowed}
    if new != steps or not new or not known.issuperset(steps) or way[-1] != cell:
        found.append(f"moves {new}")
    if after["journal"] != before["journal"] + len(new):
        found.append("the journal tells it otherwise")
    return found


@pytest.mark.parametrize("place", PLACES)
def test_every_state_verb_and_role(app, signed_in, as_unit, ids, place):
    post, address = PLACES[place]
    stock = Stock(as_unit, {})
    with as_unit(UNIT):
        code = str(
            ReasonCode.known(db.session.get(Initiative, stock.take(State.DRAFT)).stage)[0].id
        )
    found, asked = [], 0
    for role in Role:
        client = signed_in(f"{role.value}.{post}")
        for (verb, (tail, form)), state in itertools.product(VERBS.items(), State):
            number, cell = stock.take(state), expected(verb, place, role, state)
            before = seen(app, number)
            filled = {name: code if said == "CODE" else said for name, said in form.items()}
            answer = client.submit(f"/u/{ids[address]}/{tail.format(number)}", filled)
            after = seen(app, number)
            faults = faults_of(cell, answer, before, after)
            found += [f"{role} {verb} {state}: {fault}" for fault in faults]
            asked += 1
            if after["state"] != before["state"]:
                del stock.lying[state]
    assert found == []
    assert asked == len(Role) * len(VERBS) * len(State)
    with as_unit("tld"):
        assert tallies.differences() == []
