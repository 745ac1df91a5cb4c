"""Many initiatives at once: what the verbs do one by one, in a handful of statements."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app import clock, journal
from app.db import insert_all, insert_numbered
from app.initiatives.consent import Consent, ConsentWay
from app.initiatives.consent_texts import ConsentText
from app.initiatives.keys import same_key, searched
from app.initiatives.models import Initiative
from app.initiatives.people import Author, Identified, Newcomer, Person, Register
from app.initiatives.receipts import new_code
from app.initiatives.states import State, Way
from app.initiatives.tallies import Move
from app.programmes import Stage, Task, stops_of
from app.tenancy import owned_by
from app.units import Unit


@dataclass(frozen=True)
class Draft:
    """An initiative about to be written down: whose, by whom, and its columns."""

    unit: Unit
    authors: Sequence[Identified]
    facts: dict[str, Any] = field(default_factory=dict)


def hand_in_all(
    drafts: Sequence[Draft],
    stage: Stage,
    *,
    way: Way,
    consent: ConsentWay,
    by: int | None,
    at: dt.datetime,
) -> list[int]:
    """Draft, submit and confirm initiatives whose windows are known to be open; their ids.

    The same as `draft`, `submit` and `endorse` one after another, but for versions.
    """
    if not drafts:
        return []
    desks = _desks({draft.unit for draft in drafts}, stage)
    register = Register((draft.unit, one) for draft in drafts for one in draft.authors)
    people = [[register.person(draft.unit, one) for one in draft.authors] for draft in drafts]
    rows = [_row(draft, stage, way, desks[draft.unit.id], by, at) for draft in drafts]
    register.write_new()
    numbers = insert_numbered(Initiative, rows)
    _sign(drafts, people, numbers)
    _agree(drafts, people, numbers, stage, consent, at)
    _move(rows, numbers, by, at)
    return numbers


def _row(
    draft: Draft, stage: Stage, way: Way, desk: int, by: int | None, at: dt.datetime
) -> dict[str, Any]:
    code = new_code(draft.unit.id)
    names = [one.full_name for one in draft.authors]
    return {
        **owned_by(draft.unit),
        **dict.fromkeys(_EMPTY),
        "applied_precision": "day",
        **draft.facts,
        "stage_id": stage.id,
        "code": code,
        "way": way.value,
        "state": State.ENDORSED.value,
        "desk_unit_id": desk,
        "desk_since": at,
        "agreed": 0,
        "entered_by_id": by,
        "created_at": at,
        "submitted_at": at,
        "search": searched(draft.facts["title"], code, names),
        "same_key": same_key(names[0], draft.facts["title"]),
        "compared": False,
        "version": 1,
    }


# All rows of one statement name the same columns.
_EMPTY = [
    *("applied_on", "recognised_on", "recognition_kind", "recognition_number"),
    *("recognition_issuer", "benefit_claimed", "link", "entered_by", "source_file", "source_row"),
]


def _desks(units: set[Unit], stage: Stage) -> dict[int, int]:
    """Where each unit's initiatives lie once they are confirmed."""
    return {
        unit_id: next(stop.desk.id for stop in at if stop.step.task is Task.DECIDE)
        for unit_id, at in stops_of(units, stage).items()
    }


def _sign(
    drafts: Sequence[Draft], people: list[list[Person | Newcomer]], numbers: list[int]
) -> None:
    rows = [
        {
            **owned_by(draft.unit),
            "initiative_id": number,
            "person_id": person.id,
            "full_name": said.full_name,
            "position": position,
        }
        for draft, persons, number in zip(drafts, people, numbers, strict=True)
        for position, (person, said) in enumerate(zip(persons, draft.authors, strict=True))
    ]
    insert_all(Author, rows)


def _agree(
    drafts: Sequence[Draft],
    people: list[list[Person | Newcomer]],
    numbers: list[int],
    stage: Stage,
    way: ConsentWay,
    at: dt.datetime,
) -> None:
    text = ConsentText.in_force(stage, on=clock.day_of(at))
    said = {"text_id": text.id, "way": way.value, "at": at}
    rows = [
        {**owned_by(draft.unit), **said, "initiative_id": number, "person_id": persons[0].id}
        for draft, persons, number in zip(drafts, people, numbers, strict=True)
    ]
    insert_all(Consent, rows)


STEPS = [
    (State.DRAFT, State.SUBMITTED, "initiative.submit"),
    (State.SUBMITTED, State.ENDORSED, "initiative.endorse"),
]


def _move(rows: list[dict[str, Any]], numbers: list[int], by: int | None, at: dt.datetime) -> None:
    places = [{name: row[name] for name in ("unit_id", "unit_path")} for row in rows]
    told = list(zip(places, numbers, strict=True))
    about: dict[str, Any] = {"subject": Initiative.__tablename__, "by": by, "at": at}
    journal.record_all("initiative.draft", rows=told, **about)
    moves = []
    for before, after, act in STEPS:
        moves += [
            {
                **place,
                "initiative_id": number,
                "stage_id": row["stage_id"],
                "target_group": row["target_group"],
                "from_state": before.value,
                "to_state": after.value,
                "benefit_before": row["benefit_claimed"],
                "benefit_after": row["benefit_claimed"],
                "verified_before": None,
                "verified_after": None,
                "at": at,
                "by_id": by,
            }
            for row, (place, number) in zip(rows, told, strict=True)
        ]
        journal.record_all(act, rows=told, fields=["state"], **about)
    Move.write(moves)
