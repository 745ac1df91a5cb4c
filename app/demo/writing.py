"""The rows of the initiatives, as the verbs would have left them, written in bulk."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from random import Random
from typing import Any

import sqlalchemy as sa

from app import clock
from app.access import Role
from app.db import db, insert_numbered
from app.demo.counts import Case
from app.demo.crowd import Crowd
from app.demo.facts import NOW
from app.demo.people import Signatures, acting
from app.demo.phrases import data
from app.demo.rules import Rules
from app.demo.steps import Step, steps
from app.demo.texts import Writer
from app.initiatives import Author, Consent, ConsentWay, Initiative, Move, Person, Way, same_key
from app.initiatives.consent_texts import ConsentText
from app.initiatives.receipts import new_code
from app.journal import JournalLine
from app.reviews import Outcome, Review, ReviewReason
from app.tenancy import owned_by
from app.units import Kind
from app.vietnamese import fold

MINUTES_OF_WRITING = (4, 50)
COMPARED = ("gv-phuong-4", "gv-phuong-6", "gv-thcs-dong-thanh", "gv-gom-su-van-thang-nguyen")
"""Units whose initiatives the worker looks over: the others' texts come from few phrases, and are
far more alike than any people's."""

Row = dict[str, Any]


@dataclass
class Written:
    """An initiative with all that belongs to it, before it has an id."""

    case: Case
    row: Row
    authors: list[int]
    steps: list[Step]
    id: int = 0


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
        row["same_key"] = same_key(crowd.rows[authors[0]]["full_name"], row["title"])
        written.append(Written(case, row, authors, way))
    people = _insert_for_ids(Person, crowd.rows)
    ids = _insert_for_ids(Initiative, [one.row for one in written])
    for one, found in zip(written, ids, strict=True):
        one.id = found
    _sign(written, people, crowd, rules)
    notes = {code: note for code, *_rest, note in data("programme.json")["reasons"]}
    _insert(Move, _in_time(move for one in written for move in _moves(one)))
    _review(written, rules, notes)
    lines = (line for one in written for line in _lines(one, signatures))
    _insert(JournalLine, _in_time(lines))


def _insert(model: Any, rows: list[Row]) -> None:
    """Write rows in bulk."""
    db.session.execute(sa.insert(model), rows)


def _insert_for_ids(model: Any, rows: list[Row]) -> list[int]:
    """Write rows in bulk; returns their ids in the same order."""
    return insert_numbered(model, rows)


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
    _insert(Author, rows)
    text = ConsentText.in_force(rules.programme.stages[0], on=NOW.date()).id
    _insert(Consent, [_consent(one, people[one.authors[0]], text) for one in written])


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
            "at": step.at,
            "by_id": step.by.id if step.by else None,
        }


def _review(written: Sequence[Written], rules: Rules, notes: dict[str, str]) -> None:
    """What was said where somebody with an account said it, with the reasons."""
    said = sorted(
        ((one, step) for one in written for step in one.steps if step.outcome),
        key=lambda pair: pair[1].at,
    )
    found = _insert_for_ids(Review, [_review_row(one, step, notes) for one, step in said])
    reasons = [
        {
            **owned_by(one.case.unit),
            "review_id": review,
            "reason_code_id": rules.reasons[one.case.reason].id,
        }
        for review, (one, step) in zip(found, said, strict=True)
        if step.outcome == Outcome.INVALID and one.case.reason
    ]
    _insert(ReviewReason, reasons)


def _review_row(one: Written, step: Step, notes: dict[str, str]) -> Row:
    assert step.by is not None
    assert step.outcome is not None
    refused = step.outcome == Outcome.INVALID
    return {
        **owned_by(one.case.unit),
        "initiative_id": one.id,
        "desk_unit_id": step.at_unit.id,
        "desk_name": step.at_unit.name,
        "reviewer_id": step.by.id,
        "signed_by": step.by.name,
        "outcome": step.outcome.value,
        "note": notes[one.case.reason or ""] if refused else "",
        "assessed_with": "Ban Giám đốc" if step.outcome == Outcome.CONFIRMED else None,
        "assessed_on": clock.day_of(step.at) if step.outcome == Outcome.CONFIRMED else None,
        "at": step.at,
    }


def _lines(one: Written, signatures: Signatures) -> Iterable[Row]:
    """What the verbs write into the journal."""
    entered = acting(signatures, one.case.unit, Role.OFFICER, Role.LEADER)
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
