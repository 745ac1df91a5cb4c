"""An initiative as a row of the official list: the keys under which a list is read."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only, selectinload

from app.db import db
from app.initiatives.models import Initiative
from app.initiatives.people import Author, Person
from app.units import Unit

AT_ONCE = 500
TOLD = (
    *("unit_id", "unit_path", "stage_id", "target_group", "title", "summary", "applied_on"),
    *("applied_precision", "benefit_claimed", "recognition_kind", "recognition_number"),
    *("recognition_issuer", "recognised_on", "state", "code"),
)


def values_of(
    initiative: Initiative, author: Person | None, *, staged: bool = False
) -> dict[str, Any]:
    """What is known, absent things left out; of the author the name alone without `author`.

    :param staged: with the stage's name, for lists of several
    """
    said: dict[str, Any] = {
        "full_name": initiative.authors[0].full_name if initiative.authors else "",
        "co_authors": [other.full_name for other in initiative.authors[1:]],
        "unit": initiative.unit.name,
        "target_group": initiative.target_group,
        "title": initiative.title,
        "summary": initiative.summary,
        "applied_on": _iso(initiative.applied_on),
        "applied_precision": initiative.applied_precision,
        "benefit_claimed": initiative.benefit_claimed,
        "recognition": initiative.recognition_words,
        "recognition_number": initiative.recognition_number,
        "recognition_issuer": initiative.recognition_issuer,
        "recognised_on": _iso(initiative.recognised_on),
        "state": initiative.status[0],
        "code": initiative.code,
    }
    if author is not None:
        said |= {
            "phone": author.phone,
            "id_number": author.id_number,
            "birth_date": _iso(author.birth_date),
            "birth_year": author.birth_year,
        }
    if staged:
        said["stage"] = initiative.stage.name
    return {name: value for name, value in said.items() if value not in (None, "", [])}


def rows_of(
    query: sa.Select[Any], *, personal: bool, staged: bool = False
) -> Iterator[dict[str, Any]]:
    """The initiatives of a list one after another; few at a time are held.

    :param personal: with telephones, birthdays and ID numbers
    """
    result = db.session.scalars(query.options(*_told()).execution_options(yield_per=AT_ONCE))
    for part in result.partitions(AT_ONCE):
        yield from _rows(part, personal, staged)


def rows_among(
    numbers: Sequence[int], *, personal: bool, staged: bool = False
) -> Iterator[dict[str, Any]]:
    """Those of some initiatives, in the order of their ids given; what is gone is passed over."""
    query = sa.select(Initiative).where(Initiative.id.in_(numbers)).options(*_told())
    there = {one.id: one for one in db.session.scalars(query)}
    yield from _rows([there[n] for n in numbers if n in there], personal, staged)


def _told() -> tuple[Any, ...]:
    """No more columns than are told, and those that say where a row lies: many rows are read."""
    told = [getattr(Initiative, name) for name in TOLD]
    return (
        load_only(*told),
        joinedload(Initiative.unit).load_only(Unit.name, Unit.path),
        selectinload(Initiative.authors).load_only(
            *(Author.full_name, Author.person_id, Author.position),
            *(Author.initiative_id, Author.unit_id, Author.unit_path),
        ),
    )


def _rows(part: Sequence[Initiative], personal: bool, staged: bool) -> Iterator[dict[str, Any]]:
    people = _people(part) if personal else {}
    for initiative in part:
        number = initiative.authors[0].person_id if initiative.authors else 0
        yield values_of(initiative, people.get(number), staged=staged)


def _people(initiatives: Any) -> dict[int, Person]:
    numbers = {one.authors[0].person_id for one in initiatives if one.authors}
    found = db.session.scalars(sa.select(Person).where(Person.id.in_(numbers)))
    return {person.id: person for person in found if person.erased_at is None}


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
