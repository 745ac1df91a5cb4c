"""The route of a review: its steps as data, and where each of them lies for a unit.

A step lies at a place of the tree: the grassroots union itself, the union directly above it, or
the nearest unit upward of some kind. It is gone through by one person or by two. Where two steps
would fall on one unit they are one, so that depth does not matter: a grassroots union directly
under a province has one desk above it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from app import journal
from app.db import Base, Id, db
from app.programmes.models import Programme, Stage
from app.tenancy import HandedDown, Scope, part_of
from app.units import Kind, Unit
from app.web.errors import Refused


class ImpossibleRoute(Refused):
    """The steps make no route; the message says why."""

    status = 422


class Task(StrEnum):
    """What is done at a step."""

    CONFIRM = "confirm"
    DECIDE = "decide"


class Where(StrEnum):
    """Where a step lies; any other word is the code of a kind of units."""

    OWN = "own"
    ABOVE = "above"


@dataclass(frozen=True)
class Step:
    """One step of a route."""

    task: Task
    place: str
    persons: int = 1


DEFAULT = (Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE))
"""The chair of the grassroots union confirms, the union directly above decides."""


@dataclass(frozen=True)
class Stop:
    """A step as it falls on a unit of the tree."""

    step: Step
    desk: Unit


class ReviewStep(HandedDown, Base):
    """A step that a programme asks for. One without any goes the default route."""

    __tablename__ = "review_step"
    __table_args__ = (sa.UniqueConstraint("programme_id", "position"),)
    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    position: Mapped[int]
    task: Mapped[str]
    place: Mapped[str]
    persons: Mapped[int] = mapped_column(default=1)

    @classmethod
    def route(cls, programme_id: int) -> tuple[Step, ...]:
        """The steps of a programme in their order."""
        query = sa.select(cls).where(cls.programme_id == programme_id).order_by(cls.position)
        rows = db.session.scalars(query).all()
        return tuple(Step(Task(row.task), row.place, row.persons) for row in rows) or DEFAULT

    @classmethod
    def routes(cls, programmes: Iterable[Programme]) -> dict[int, tuple[Step, ...]]:
        """The same of several programmes, or of those whose stages they take; one statement."""
        wanted = {programme.parent_id or programme.id for programme in programmes}
        query = sa.select(cls).where(cls.programme_id.in_(wanted)).order_by(cls.position)
        found: dict[int, tuple[Step, ...]] = dict.fromkeys(wanted, ())
        for row in db.session.scalars(query):
            found[row.programme_id] += (Step(Task(row.task), row.place, row.persons),)
        return {number: steps or DEFAULT for number, steps in found.items()}

    @classmethod
    def set_route(
        cls, programme: Programme, steps: Sequence[Step], *, by: int | None, at: dt.datetime
    ) -> None:
        """Ask for other steps from now on. What lies on a desk stays there until it is decided.

        :raises ImpossibleRoute: nobody would decide, a step comes twice, or is nowhere
        """
        check_route(steps, Kind.known())
        if cls.route(programme.id) == tuple(steps):
            return
        db.session.execute(sa.delete(cls).where(cls.programme_id == programme.id))
        for position, step in enumerate(steps):
            db.session.add(
                cls(
                    **part_of(programme),
                    programme_id=programme.id,
                    position=position,
                    task=step.task.value,
                    place=step.place,
                    persons=step.persons,
                )
            )
        journal.record("programme.set-route", programme, by=by, at=at, fields=["route"])


def check_route(steps: Sequence[Step], kinds: Iterable[Kind]) -> None:
    """See whether steps make a route: perhaps confirmed first, then decided, each place once.

    :raises ImpossibleRoute: they do not
    """
    places = [step.place for step in steps]
    deciding = {kind.code for kind in kinds if not kind.grassroots} | {Where.ABOVE.value}
    confirms = [n for n, step in enumerate(steps) if step.task is Task.CONFIRM]
    if len(confirms) == len(steps):
        raise ImpossibleRoute(_("Cần ít nhất một bước quyết định."))
    if len(places) != len(set(places)):
        raise ImpossibleRoute(_("Mỗi nơi chỉ có một bước."))
    if confirms not in ([], [0]) or (confirms and places[0] != Where.OWN):
        raise ImpossibleRoute(_("Công đoàn cơ sở xác nhận trước, các nơi khác quyết định sau."))
    if any(s.place not in deciding for s in steps if s.task is Task.DECIDE):
        raise ImpossibleRoute(_("Nơi quyết định là công đoàn cấp trên, không phải cơ sở."))
    if any(step.persons not in (1, 2) for step in steps):
        raise ImpossibleRoute(_("Mỗi bước do một hoặc hai đồng chí xem xét."))


def stops(unit: Unit, stage: Stage) -> list[Stop]:
    """The desks that an initiative of a unit goes over, in their order; never none."""
    return stops_of([unit], stage)[unit.id]


def stops_of(units: Iterable[Unit], stage: Stage) -> dict[int, list[Stop]]:
    """The same for many units, by their ids, in two statements."""
    units = list(units)
    wanted = {path for unit in units for path in (*Scope(unit.path).ancestors, unit.path)}
    query = sa.select(Unit).where(Unit.path.in_(wanted)).options(joinedload(Unit.kind))
    known = {unit.path: unit for unit in db.session.scalars(query)}
    route = ReviewStep.route(stage.programme_id)
    return {unit.id: list(_stops(unit, route, known)) for unit in units}


def _stops(unit: Unit, route: Sequence[Step], known: Mapping[str, Unit]) -> list[Stop]:
    found: list[Stop] = []
    for step in route:
        desk = _desk(unit, step.place, known)
        if desk is None:
            continue
        known_at = next((n for n, stop in enumerate(found) if stop.desk.id == desk.id), None)
        if known_at is None:
            found.append(Stop(step, desk))
        else:
            persons = max(found[known_at].step.persons, step.persons)
            found[known_at] = Stop(replace(found[known_at].step, persons=persons), desk)
    if not any(stop.step.task is Task.DECIDE for stop in found):
        last = Stop(DEFAULT[-1], _above(unit, known))
        found = [*(stop for stop in found if stop.desk.id != last.desk.id), last]
    return found


def _desk(unit: Unit, place: str, known: Mapping[str, Unit]) -> Unit | None:
    """Where a step falls for a unit; None where it is skipped."""
    if place == Where.OWN:
        return unit if _is_grassroots(unit) else None
    if place == Where.ABOVE:
        return _above(unit, known)
    line = (known.get(path) for path in (unit.path, *reversed(Scope(unit.path).ancestors)))
    return next((one for one in line if one is not None and one.kind_code == place), None)


def _above(unit: Unit, known: Mapping[str, Unit]) -> Unit:
    """The union directly above a grassroots union; any other decides on its own."""
    parent = known.get(unit.parent_path or "") if _is_grassroots(unit) else None
    return parent or unit


def _is_grassroots(unit: Unit) -> bool:
    return bool(unit.kind and unit.kind.grassroots)


def place_words(place: str, kinds: Iterable[Kind]) -> str:
    """A place in words, for pages."""
    named: dict[Any, str] = {
        Where.OWN: _("Công đoàn cơ sở"),
        Where.ABOVE: _("Công đoàn cấp trên trực tiếp"),
        **{kind.code: kind.name for kind in kinds},
    }
    return named.get(place, place)


def route_words(route: Iterable[Step], kinds: Iterable[Kind]) -> list[str]:
    """The steps in words: "Công đoàn cấp trên trực tiếp quyết định (hai đồng chí)"."""
    kinds, words = list(kinds), []
    for step in route:
        place = place_words(step.place, kinds)
        if step.task is Task.CONFIRM:
            words.append(_("%(place)s xác nhận", place=place))
        elif step.persons > 1:
            words.append(_("%(place)s quyết định (hai đồng chí)", place=place))
        else:
            words.append(_("%(place)s quyết định", place=place))
    return words


def routes_in_words(programmes: Iterable[Programme]) -> dict[int, list[str]]:
    """The steps in words by the id of the programme; a local one goes its parent's way."""
    kinds = Kind.known()
    return {
        number: route_words(route, kinds) for number, route in ReviewStep.routes(programmes).items()
    }
