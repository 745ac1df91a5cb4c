"""Random trees, moves of units and histories: every table is what brute force counts, at any
moment, for each definition, on either structure, and its lines add up.

`make soak` has many more trees (SANGKIEN_RANDOM_TABLES).
"""

import datetime as dt
import os
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from app import clock, jobs
from app.db import db
from app.initiatives import CannotDoNow, ConsentWay, Identified, Initiative, Way, branches, relocate
from app.programmes import Window, all_windows
from app.progress import Counts, Definition, Structure, Table, table_at, table_now
from app.progress.tables import past
from app.quotas import Ledger, Paper
from app.tenancy import Everything
from app.units import Unit
from app.web.errors import Refused
from tests.world import NOW

TREES = int(os.environ.get("SANGKIEN_RANDOM_TABLES", "3"))
DAYS, UNITS, INITIATIVES, MOVES = 50, 9, 14, 5
KINDS = ("upper", "grassroots")
ACTS = ["endorse", "accept", "reject", "send_back", "withdraw", "submit", "relocate"]


@dataclass
class Life:
    """A province as it was lived, written down as plain rows."""

    chance: random.Random
    units: list[int] = field(default_factory=list)
    parents: list[tuple[dt.datetime, int, int]] = field(default_factory=list)
    standings: list[tuple[dt.datetime, int, int, str, int | None, int | None]] = field(
        default_factory=list
    )
    quotas: list[tuple[dt.date, int | None, int, int]] = field(default_factory=list)

    def parents_at(self, day: dt.date) -> dict[int, int]:
        """Who lay under whom at the end of a day; before its first day a unit lay where it came."""
        found: dict[int, int] = {}
        for at, unit, parent in self.parents:
            if clock.day_of(at) <= day or unit not in found:
                found[unit] = parent
        return found

    def counts_at(self, moment: dt.datetime) -> dict[int, Counts]:
        """Each unit's own counts at a moment."""
        last = {one: row for row in self.standings if row[0] <= moment for one in [row[1]]}
        found: dict[int, Counts] = {}
        for _at, _one, unit, state, benefit, verified in last.values():
            sums = {state: 1} if state in Counts.__dataclass_fields__ else {}
            if state in {"submitted", "endorsed", "valid"} and benefit is not None:
                sums |= {"benefit": benefit, "benefit_given": 1}
            if state == "valid" and verified is not None:
                sums |= {"verified": verified, "verified_given": 1}
            found[unit] = found.get(unit, Counts()) + Counts(**sums)
        return found

    def below(self, unit: int, parents: dict[int, int]) -> set[int]:
        """The unit and all under it."""
        found = {unit}
        while more := {u for u, above in parents.items() if above in found} - found:
            found |= more
        return found


def lived(life: Life) -> None:
    """Events of fifty days in their order: units open and move, initiatives go their ways."""
    chance = life.chance
    first = NOW - dt.timedelta(days=DAYS)
    times = sorted(first + dt.timedelta(minutes=chance.randrange(DAYS * 1440)) for _ in range(90))
    living: list[int] = []
    for at in times:
        event = chance.random()
        if len(life.units) < UNITS and (event < 0.3 or len(life.units) < 4):
            _open(life, at)
        elif event < 0.4 and len(life.parents) < UNITS + MOVES:
            _move(life, at)
        elif event < 0.5:
            _give(life, at)
        elif event < 0.54:
            with jobs.step(Everything("days that are over"), at=at):
                branches.advance(clock.day_of(at) - dt.timedelta(days=1))
        elif len(living) < INITIATIVES and event < 0.75:
            living.append(_draft(life, at))
        elif living:
            _act(life, chance.choice(living), at)


def _unit(number: int) -> Unit:
    return db.session.get_one(Unit, number)


def _window() -> Window:
    return next(w for w in all_windows(Unit.by_code("tinh-a")) if w.stage.code == "gd2")


def _open(life: Life, at: dt.datetime) -> None:
    with jobs.step(Everything("a unit"), at=at):
        parent = _unit(life.chance.choice(life.units)) if life.units else Unit.by_code("tinh-a")
        code = f"ngau-nhien-{life.chance.randrange(10**9)}"
        unit = parent.open_child(
            code=code, name=f"CĐCS {code}", kind=life.chance.choice(KINDS), by=1, at=at
        )
        life.units.append(unit.id)
        life.parents.append((at, unit.id, parent.id))


def _move(life: Life, at: dt.datetime) -> None:
    with jobs.step(Everything("a move"), at=at):
        unit, under = (_unit(life.chance.choice(life.units)) for _ in range(2))
        if not under.path.startswith(unit.path) and unit.parent_path != under.path:
            unit.move(under, by=1, at=at)
            life.parents.append((at, unit.id, under.id))


def _give(life: Life, at: dt.datetime) -> None:
    with jobs.step(Everything("a quota"), at=at):
        unit, amount, day = _unit(life.chance.choice(life.units)), 30, clock.day_of(at)
        window = _window()
        book, paper = Ledger(window.programme, window.stage, 1, at), Paper("1/QĐ", day)
        children = [u for u, above in life.parents_at(day).items() if above == unit.id]
        giver = None
        if children and life.chance.random() < 0.6:
            giver, unit, amount = unit, _unit(life.chance.choice(children)), 7
        with suppress(Refused):
            if giver is None:
                book.receive(unit, amount, paper)
            else:
                book.give(giver, unit, amount, paper)
            life.quotas.append((day, giver.id if giver else None, unit.id, amount))


def _draft(life: Life, at: dt.datetime) -> int:
    chance = life.chance
    with jobs.step(Everything("an initiative"), at=at):
        window = _window()
        initiative = Initiative.draft(
            _unit(chance.choice(life.units)),
            window.stage,
            authors=[Identified("Trần Văn Ngẫu", phone=f"09{chance.randrange(10**8):08}")],
            way=Way.GRASSROOTS,
            consent=ConsentWay.FORM,
            title="Sáng kiến ngẫu nhiên",
            summary="Tóm tắt",
            target_group=chance.randint(1, 5),
            benefit_claimed=chance.choice([None, 5_000_000]),
            by=1,
            at=at,
        )
        initiative.submit(window, by=1, at=at)
        return _noted(life, initiative, at)


def _act(life: Life, number: int, at: dt.datetime) -> None:
    with jobs.step(Everything("an act"), at=at):
        initiative = db.session.get_one(Initiative, number)
        act = life.chance.choice(ACTS)
        with suppress(CannotDoNow, Refused):
            if act == "relocate":
                relocate(initiative, _unit(life.chance.choice(life.units)), by=1, at=at)
            elif act == "submit":
                initiative.submit(_window(), by=1, at=at)
            else:
                if act == "accept" and initiative.state == "endorsed":
                    initiative.benefit_verified = life.chance.choice([None, 3_000_000])
                getattr(initiative, act)(by=1, at=at)
        _noted(life, initiative, at)


def _noted(life: Life, one: Initiative, at: dt.datetime) -> int:
    said = one.unit_id, one.state, one.benefit_claimed, one.benefit_verified
    life.standings.append((at, one.id, *said))
    return one.id


def moments(chance: random.Random) -> Iterator[dt.datetime]:
    for _number in range(5):
        yield NOW - dt.timedelta(minutes=chance.randrange((DAYS + 5) * 1440))
    yield clock.end_of(clock.day_of(NOW) - dt.timedelta(days=chance.randrange(DAYS)))


def assert_as_counted(
    life: Life, unit: int, table: Table, parents: dict[int, int], own: dict[int, Counts]
) -> None:
    """The lines, the total and the difference lines of a table are what brute force says."""
    children = {child for child, above in parents.items() if above == unit}
    lines = {line.unit_id: line for line in table.children}
    for child in children:
        expected = sum((own.get(u, Counts()) for u in life.below(child, parents)), Counts())
        assert child in lines or expected == Counts(), "no count is dropped"
        assert child not in lines or lines[child].counts == expected
    assert lines.keys() <= children
    whole = sum((own.get(u, Counts()) for u in life.below(unit, parents)), Counts())
    assert table.own.counts == whole
    if table.lines:
        assert table.total.counts == whole
        assert sum((line.counts for line in table.lines), Counts()) == whole
    for definition in Definition:
        assert table.own.counts.by(definition) == whole.by(definition)
    day = table.day
    received = sum(n for d, _g, to, n in life.quotas if to == unit and d <= day)
    assert (table.own.quota or 0) == received
    for child, line in lines.items():
        assert (line.quota or 0) == sum(
            n for d, _g, to, n in life.quotas if to == child and d <= day
        )
    if table.differences:
        *lacking, (_name, whole_quota) = table.differences
        assert (table.total.quota or 0) + sum(n for _n, n in lacking) == whole_quota == received


def assert_taking_part(
    life: Life, table: Table, parents: dict[int, int], own: dict[int, Counts]
) -> None:
    """As many grassroots unions take part as have something registered."""
    for line in [table.own, *table.children]:
        assert line.unit_id is not None
        branch = life.below(line.unit_id, parents)
        known = {unit for unit in branch if _unit(unit).kind_code == "grassroots"}
        taking_part = {unit for unit in known if own.get(unit, Counts()).registered}
        assert line.facts.taking_part == len(taking_part)


@pytest.mark.parametrize("few", [0, 1000], ids=["anew", "carried"])
@pytest.mark.parametrize("seed", range(TREES))
def test_every_table_is_what_brute_force_counts(app, monkeypatch, seed, few):
    """Whether what moved since is carried back piece by piece, or all is added up anew."""
    monkeypatch.setattr(past, "FEW", few)
    life = Life(random.Random(seed))
    with app.app_context():
        lived(life)
        for summed_up in (False, True):
            if summed_up:
                with jobs.step(Everything("days that are over"), at=NOW):
                    branches.advance(
                        clock.day_of(NOW) - dt.timedelta(days=life.chance.randrange(DAYS))
                    )
            with jobs.reading("tables"):
                window = _window()
                assert branches.differences() == []
                today = life.parents_at(clock.day_of(NOW))
                for moment in moments(life.chance):
                    own = life.counts_at(moment)
                    then = life.parents_at(clock.day_of(moment))
                    for number in life.units:
                        unit = _unit(number)
                        definition = life.chance.choice(list(Definition))
                        given = unit, window, definition, moment
                        assert_as_counted(life, number, table_at(*given), then, own)
                        drawn = table_at(*given, Structure.TODAY)
                        assert_as_counted(life, number, drawn, today, own)
                own = life.counts_at(NOW)
                for number in life.units:
                    table = table_now(_unit(number), window, Definition.VALID, NOW)
                    assert_as_counted(life, number, table, today, own)
                    assert_taking_part(life, table, today, own)
