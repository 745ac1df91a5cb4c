"""An initiative goes from one unit to another, with all its parts (docs/decisions/017).

It leaves one cell and enters another: two moves, which stay where they happened. Its parts go
with it; they are taken up and put down again under their own ids, as each is tied both to its
unit and to the row it is a part of, and neither tie may be loose for a moment. Its people become
the new unit's people.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import journal
from app.db import Base, Id, db
from app.initiatives.models import Initiative
from app.initiatives.moving import CannotDoNow
from app.initiatives.people import Author, Identified, Person
from app.initiatives.receipts import unit_of
from app.initiatives.states import PENDING, State
from app.initiatives.tallies import Move
from app.programmes import Task, stops
from app.tenancy import Own, Scope, owned_by
from app.units import Unit
from app.web.errors import Refused

relocating = Signal()  # sender: the initiative, `to`: the unit it goes to; before anything moves
Carried = list[tuple[Any, list[dict[str, Any]]]]


class NotTheirStage(Refused):
    message = _l("Đơn vị này không tham gia giai đoạn mà sáng kiến đăng ký.")


class Forwarding(Own, Base):
    """Left at the unit that a receipt names, when what it is of lies elsewhere."""

    __tablename__ = "forwarding"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiative.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    at: Mapped[dt.datetime]

    @classmethod
    def of(cls, code: str) -> "Forwarding | None":
        """That of a receipt, asked at the unit which the receipt names."""
        return db.session.scalar(sa.select(cls).where(cls.code == code))

    @classmethod
    def leave(cls, initiative: Initiative, *, at: dt.datetime) -> None:
        """Say at the receipt's unit where the initiative lies now, as far as the scope reaches."""
        home = db.session.scalar(sa.select(Unit).where(Unit.id == unit_of(initiative.code)))
        scope = db.session().scope
        if home is None or (isinstance(scope, Scope) and not scope.holds(home.path)):
            return
        known = cls.of(initiative.code)
        if known is None:
            said = {"code": initiative.code, "initiative_id": initiative.id}
            known = cls(**owned_by(home), **said)
            db.session.add(known)
        known.to_unit_id, known.at = initiative.unit_id, at


def locked(initiative_id: int) -> Initiative | None:
    """The initiative as it stands now, held until the end of the transaction."""
    held = db.session.get(Initiative, initiative_id)
    query = sa.select(Initiative.id).where(Initiative.id == initiative_id)
    if held is None or db.session.scalar(query.with_for_update()) is None:
        return None
    db.session.refresh(held)
    return held


def relocate(initiative: Initiative, to: Unit, *, by: int | None, at: dt.datetime) -> None:
    """Put an initiative that waits to be decided at another unit; twice changes nothing.

    The session's scope must hold both units. At a grassroots union it waits to be confirmed, at
    any other for a decision on that unit's own desk.

    :raises CannotDoNow: it waits no longer
    :raises NotTheirStage: its stage is not handed down to that unit
    """
    locked(initiative.id)  # nobody ties a part to it meanwhile
    if initiative.unit_id == to.id:
        return
    if initiative.state not in PENDING:
        raise CannotDoNow()
    if not Scope(initiative.stage.unit_path).holds(to.path):
        raise NotTheirStage()
    relocating.send(initiative, to=to)
    journal.record("initiative.leave", initiative, by=by, at=at, fields=["unit"])
    before = _move(initiative, by, at) | {"from_state": initiative.state, "to_state": None}
    carried = _take_up(initiative)
    initiative.unit_id, initiative.unit_path = to.id, to.path
    first, *_later = stops(to, initiative.stage)
    confirmed = first.step.task is not Task.CONFIRM
    initiative.state = (State.ENDORSED if confirmed else State.SUBMITTED).value
    initiative.lay(first.desk.id, at)
    db.session.flush()
    _put_down(carried, to)
    after = _move(initiative, by, at) | {"from_state": None, "to_state": initiative.state}
    Move.write([before, after])
    db.session.expire_all()
    initiative.index()
    Forwarding.leave(initiative, at=at)
    journal.record("initiative.arrive", initiative, by=by, at=at, fields=["unit"])


def _move(initiative: Initiative, by: int | None, at: dt.datetime) -> dict[str, Any]:
    benefit, verified = initiative.benefit_claimed, initiative.benefit_verified
    return {
        "unit_id": initiative.unit_id,
        "unit_path": initiative.unit_path,
        "initiative_id": initiative.id,
        "stage_id": initiative.stage_id,
        "target_group": initiative.target_group,
        "benefit_before": benefit,
        "benefit_after": benefit,
        "verified_before": verified,
        "verified_after": verified,
        "at": at,
        "by_id": by,
    }


# --- the parts ---


def _parts_of(table: str) -> list[tuple[Any, str]]:
    """The models whose rows are parts of a table's rows, with the column that says of which."""
    models = [mapper.class_ for mapper in Base.registry.mappers]
    return [
        (model, column)
        for model in sorted(models, key=lambda model: model.__tablename__)
        for column, parent in getattr(model, "__parents__", {}).items()
        if parent == table
    ]


def _take_up(initiative: Initiative) -> Carried:
    """All parts of an initiative, those of parts after them, taken out of the database."""
    db.session.flush()
    carried = list(_rows_under("initiative", [initiative.id]))
    for model, rows in reversed(carried):
        mine = model.id.in_([row["id"] for row in rows])
        statement = sa.delete(model).where(mine)
        db.session.execute(statement, execution_options={"synchronize_session": False})
    return carried


def _rows_under(table: str, ids: list[int]) -> Iterable[tuple[Any, list[dict[str, Any]]]]:
    for model, column in _parts_of(table):
        names = [attribute.key for attribute in sa.inspect(model).column_attrs]
        query = sa.select(*(getattr(model, name) for name in names))
        found = db.session.execute(query.where(getattr(model, column).in_(ids)))
        rows = [dict(zip(names, row, strict=True)) for row in found]
        if rows:
            yield model, rows
            yield from _rows_under(model.__tablename__, [row["id"] for row in rows])


def _put_down(carried: Carried, to: Unit) -> None:
    """The same rows under the same ids, at the other unit and of its own people."""
    people = _people_at(to, _people_in(carried))
    for model, rows in carried:
        persons = [column for column, parent in model.__parents__.items() if parent == "person"]
        for row in rows:
            row |= owned_by(to) | {column: people[row[column]] for column in persons}
        db.session.execute(sa.insert(model), rows)
    for old in people:
        _let_go(old)


# --- the people ---


def _people_in(carried: Carried) -> list[int]:
    """The ids of everybody the rows name, in their order."""
    found: dict[int, None] = {}
    for model, rows in carried:
        for column, parent in model.__parents__.items():
            if parent == "person":
                found |= dict.fromkeys(row[column] for row in rows)
    return list(found)


def _people_at(to: Unit, ids: list[int]) -> dict[int, int]:
    """Who they are at another unit: id there, of the one with the same number or a new one."""
    there = {}
    for number in ids:
        old = db.session.get_one(Person, number)
        if old.erased_at:
            person = Person(**owned_by(to), full_name=old.full_name, erased_at=old.erased_at)
            db.session.add(person)
        else:
            person = Person.of(to, _said_of(old))
        db.session.flush()
        there[number] = person.id
    return there


def _said_of(person: Person) -> Identified:
    return Identified(
        person.full_name,
        phone=person.phone,
        birth_date=person.birth_date,
        birth_year=person.birth_year,
        id_number=person.id_number,
    )


def _let_go(number: int) -> None:
    """Delete whoever has nothing left at the old unit.

    One who signs nothing, but is still named by somebody's look at other rows, is forgotten by
    the daily sweep of those who stand on nothing.
    """
    for model, column in [(Author, "person_id"), *_parts_of("person")]:
        query = sa.select(model.id).where(getattr(model, column) == number)
        if db.session.scalar(query.limit(1)) is not None:
            return
    db.session.execute(sa.delete(Person).where(Person.id == number))
