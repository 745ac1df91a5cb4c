"""The rows of the initiatives, as the verbs would have left them, written in bulk."""

import datetime as dt
from collections.abc import Iterable, Sequence
from operator import itemgetter
from random import Random

from app.demo.counts import Case, Road
from app.demo.crowd import Crowd
from app.demo.facts import NOW
from app.demo.people import Signature, Signatures
from app.demo.phrases import data
from app.demo.rows import Row, Written, insert, insert_for_ids
from app.demo.rules import Rules
from app.demo.saying import say_all
from app.demo.steps import Step, entered_by, steps
from app.demo.texts import Writer
from app.initiatives import (
    Author,
    Consent,
    ConsentWay,
    Initiative,
    Move,
    Person,
    Way,
    same_key,
)
from app.initiatives.consent_texts import ConsentText
from app.initiatives.receipts import new_code
from app.journal import JournalLine
from app.tenancy import owned_by
from app.units import Kind
from app.vietnamese import fold

MINUTES_OF_WRITING = (4, 50)
COMPARED = ("gv-phuong-4", "gv-phuong-6", "gv-thcs-dong-thanh", "gv-gom-su-van-thang-nguyen")
"""Units whose initiatives the worker looks over: the others' texts come from few phrases, and are
far more alike than any people's."""


def write_all(cases: Sequence[Case], rules: Rules, signatures: Signatures, rng: Random) -> None:
    """Write the cases down; the tallies are rebuilt afterwards."""
    crowd, writer = Crowd(rng), Writer(rng)
    grassroots = {kind.code for kind in Kind.known() if kind.grassroots}
    written = []
    for case in sorted(cases, key=lambda case: case.submitted_at):
        way = list(steps(case, case.unit.kind_code in grassroots, signatures, rng))
        authors = crowd.authors(case.unit)
        names = " ".join(crowd.rows[place]["full_name"] for place in authors)
        row = _row(case, way[-1], writer.write(case), names, rules, rng)
        row |= _entered(case, entered_by(case, signatures), row["way"])
        row["same_key"] = same_key(crowd.rows[authors[0]]["full_name"], row["title"])
        written.append(Written(case, row, authors, way))
    people = insert_for_ids(Person, crowd.rows)
    ids = insert_for_ids(Initiative, [one.row for one in written])
    for one, found in zip(written, ids, strict=True):
        one.id = found
    _sign(written, people, crowd, rules)
    notes = {code: note for code, *_rest, note in data("programme.json")["reasons"]}
    insert(Move, _in_time(move for one in written for move in _moves(one)))
    say_all(written, rules, notes)
    lines = (line for one in written for line in _lines(one, signatures))
    insert(JournalLine, _in_time(lines))


def _in_time(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=itemgetter("at"))


def _row(case: Case, last: Step, said: Row, names: str, rules: Rules, rng: Random) -> Row:
    minutes = dt.timedelta(minutes=rng.randint(*MINUTES_OF_WRITING))
    code = new_code(case.unit.id, rng)
    return {
        **owned_by(case.unit),
        **said,
        "stage_id": rules.stages[case.stage].id,
        "code": code,
        "state": last.after.value,
        "desk_unit_id": last.to_desk.id if last.to_desk else None,
        "desk_since": last.at,
        "created_at": case.submitted_at - minutes,
        "submitted_at": case.submitted_at,
        "search": fold(f"{said['title']} {code} {names}"),
        "compared": case.unit.code not in COMPARED,
    }


def _entered(case: Case, by: Signature | None, way: str) -> Row:
    """Who wrote it down, where that has an account; members themselves have none."""
    if case.road is Road.BY_ITS_REVIEWER and by:
        return {"entered_by_id": by.id, "entered_by": by.name, "way": Way.ON_BEHALF.value}
    by_a_member = way == Way.LINK or case.unit is case.desk
    return {"entered_by_id": None if by_a_member or by is None else by.id, "entered_by": None}


def _sign(written: Sequence[Written], people: Sequence[int], crowd: Crowd, rules: Rules) -> None:
    rows = [
        {
            **owned_by(one.case.unit),
            "initiative_id": one.id,
            "person_id": people[place],
            "full_name": crowd.rows[place]["full_name"],
            "position": position,
        }
        for one in written
        for position, place in enumerate(one.authors)
    ]
    insert(Author, rows)
    text = ConsentText.in_force(rules.programme.stages[0], on=NOW.date()).id
    insert(Consent, [_consent(one, people[one.authors[0]], text) for one in written])


def _consent(one: Written, person: int, text: int) -> Row:
    by_list = one.row["way"] == Way.LIST
    return {
        **owned_by(one.case.unit),
        "initiative_id": one.id,
        "person_id": person,
        "text_id": text,
        "way": (ConsentWay.LIST if by_list else ConsentWay.FORM).value,
        "at": one.row["created_at"],
    }


def _moves(one: Written) -> Iterable[Row]:
    for step in one.steps:
        yield {
            **owned_by(one.case.unit),
            "initiative_id": one.id,
            "stage_id": one.row["stage_id"],
            "target_group": one.row["target_group"],
            "from_state": step.before.value,
            "to_state": step.after.value,
            "benefit_before": one.row["benefit_claimed"],
            "benefit_after": one.row["benefit_claimed"],
            "verified_before": None,
            "verified_after": None,
            "at": step.at,
            "by_id": step.by.id if step.by else None,
        }


def _lines(one: Written, signatures: Signatures) -> Iterable[Row]:
    """What the verbs write into the journal."""
    entered = entered_by(one.case, signatures)
    line = {**owned_by(one.case.unit), "subject": "initiative", "subject_id": one.id}
    by = entered.id if entered else None
    yield {
        **line,
        "act": "initiative.draft",
        "by_id": by,
        "at": one.row["created_at"],
        "fields": [],
    }
    for step in one.steps:
        by = step.by.id if step.by else None
        act = f"initiative.{step.act.value}"
        yield {**line, "act": act, "by_id": by, "at": step.at, "fields": ["state"]}
