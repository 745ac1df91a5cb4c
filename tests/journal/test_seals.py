"""Seals: what is old enough lies under one, and whatever is changed afterwards is found."""

import datetime as dt
import hashlib
import json

import pytest
import sqlalchemy as sa

from app import clock, jobs, journal
from app.journal import Seal, seals
from app.tenancy import Everything
from app.units import Unit
from tests.journal.tampering import LINE, SEAL, ids, tables
from tests.world import NOW

LATER = NOW + dt.timedelta(hours=1)
EACH = 5
GAP = 50


def line_like(connection: sa.Connection, line: int, **changes) -> dict:
    found = connection.execute(sa.select(LINE).where(LINE.c.id == line)).mappings().one()
    return {**found, **changes}


@pytest.fixture
def sealed(app, monkeypatch):
    """The journal of the world, with a gap in its ids, under seals of five lines each."""
    monkeypatch.setattr(seals, "MOST", EACH)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    with tables(app) as connection:
        last = ids(connection)[-1]
        connection.execute(LINE.insert(), line_like(connection, last, id=last + GAP))
        if connection.dialect.name == "postgresql":
            ahead = "SELECT setval(pg_get_serial_sequence('journal_line', 'id'), %(id)s)"
            connection.exec_driver_sql(ahead, {"id": last + GAP})
    with app.app_context(), jobs.step(Everything("seals for a test")):
        journal.seal(at=LATER)
    return app


def verify(app, *options):
    answer = app.test_cli_runner().invoke(args=["journal", "verify", *options])
    return answer.exit_code, answer.output


def under(connection: sa.Connection, number: int) -> list[int]:
    """The ids of the lines under a seal, counted from 0."""
    return [line for line, _mark in marks(connection)[number]]


def marks(connection: sa.Connection) -> list:
    return list(connection.scalars(sa.select(SEAL.c.marks).order_by(SEAL.c.last_id)))


def seal_ids(connection: sa.Connection) -> list[int]:
    return list(connection.scalars(sa.select(SEAL.c.id).order_by(SEAL.c.last_id)))


def test_an_untouched_journal_agrees(sealed):
    code, said = verify(sealed)
    with tables(sealed) as connection:
        count = len(ids(connection))
    assert code == 0
    assert f"{count - 1} lines under" in said
    assert "1 unsealed" in said, "the step that made the seals"


CHANGED = {
    "act": {"act": "unit.close"},
    "time": {"at": LATER},
    "who": {"by_id": 4711},
    "subject": {"subject": "nothing"},
    "row": {"subject_id": 4711},
    "fields": {"fields": ["title"]},
    "rows": {"rows": 3},
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_changed_line_is_found(sealed, what):
    with tables(sealed, triggers=False) as connection:
        line, seal = under(connection, 2)[3], seal_ids(connection)[2]
        connection.execute(LINE.update().where(LINE.c.id == line).values(CHANGED[what]))
    code, said = verify(sealed)
    assert code == 1 and f"seal {seal}, line {line}: was changed" in said


def test_a_line_put_at_another_unit_is_found(sealed):
    with tables(sealed, triggers=False) as connection:
        line, other = under(connection, 1)[0], under(connection, 2)[-1]
        there = line_like(connection, other)
        place = {name: there[name] for name in ("unit_id", "unit_path")}
        connection.execute(LINE.update().where(LINE.c.id == line).values(place))
    assert f"line {line}: was changed" in verify(sealed)[1]


def test_a_deleted_line_is_found(sealed):
    with tables(sealed, triggers=False) as connection:
        line, seal = under(connection, 1)[2], seal_ids(connection)[1]
        connection.execute(LINE.delete().where(LINE.c.id == line))
    code, said = verify(sealed)
    assert code == 1 and f"seal {seal}, line {line}: is missing" in said


@pytest.mark.parametrize("where", ["between", "below"])
def test_a_line_slipped_in_is_found(sealed, where):
    with tables(sealed) as connection:
        line = 0 if where == "below" else under(connection, -1)[-1] - GAP // 2
        seal = seal_ids(connection)[0 if where == "below" else -1]
        connection.execute(LINE.insert(), line_like(connection, under(connection, 0)[0], id=line))
    code, said = verify(sealed)
    assert code == 1 and f"seal {seal}" in said and "was slipped in" in said


def test_swapped_lines_are_found(sealed):
    with tables(sealed, triggers=False) as connection:
        first, second, seal = *under(connection, 1)[1:3], seal_ids(connection)[1]
        for old, new in ((first, -1), (second, first), (-1, second)):
            connection.execute(LINE.update().where(LINE.c.id == old).values(id=new))
    code, said = verify(sealed)
    assert code == 1 and f"seal {seal}, line {first}: was changed" in said


def test_a_deleted_seal_is_found(sealed):
    with tables(sealed, triggers=False) as connection:
        _first, second, third, *_rest = seal_ids(connection)
        connection.execute(SEAL.delete().where(SEAL.c.id == second))
    code, said = verify(sealed)
    assert code == 1 and f"seal {third}: the seal before line" in said


def test_a_changed_seal_is_found(sealed):
    with tables(sealed, triggers=False) as connection:
        seal = seal_ids(connection)[1]
        connection.execute(SEAL.update().where(SEAL.c.id == seal).values(at=NOW))
    code, said = verify(sealed)
    assert code == 1 and f"seal {seal}: the seal itself" in said


def test_a_seal_made_anew_is_found_by_the_one_after_it(sealed):
    """Whoever changes a line and mends its seal has to mend all that follow."""
    with tables(sealed, triggers=False) as connection:
        line, (first, second, *_rest) = under(connection, 0)[0], seal_ids(connection)
        connection.execute(LINE.update().where(LINE.c.id == line).values(act="unit.close"))
    with sealed.app_context(), jobs.reading("mending a seal") as session:
        seal = session.get(Seal, first)
        query = sa.select(*seals.COLUMNS).where(seals.JournalLine.id <= seal.last_id)
        texts = [seals.text_of(row) for row in session.execute(query.order_by(LINE.c.id))]
        mended = {
            "hash": seal.expected("", texts),
            "marks": [[json.loads(text)[0], seals.mark(text)] for text in texts],
        }
    with tables(sealed) as connection:
        connection.execute(SEAL.update().where(SEAL.c.id == first).values(mended))
    assert f"seal {second}: the seal itself, or the one before it" in verify(sealed)[1]


def test_missing_newest_seals_are_found_by_a_hash_kept_elsewhere(sealed):
    head = verify(sealed)[1].split("newest seal ")[1].strip()
    assert verify(sealed, "--expect", head)[0] == 0
    with tables(sealed, triggers=False) as connection:
        connection.execute(SEAL.delete().where(SEAL.c.id == seal_ids(connection)[-1]))
    assert verify(sealed)[0] == 0, "from inside it cannot be told"
    code, said = verify(sealed, "--expect", head)
    assert code == 1 and f"no seal {head}" in said


def test_what_cannot_be_read_any_more_is_found(sealed):
    with tables(sealed, triggers=False) as connection:
        line = under(connection, 1)[1]
        forged = f"UPDATE journal_line SET at = 'never' WHERE id = {line}"
        if connection.dialect.name == "postgresql":  # its columns take nothing unreadable
            with pytest.raises(sa.exc.DataError):
                connection.exec_driver_sql(forged)
            connection.rollback()
            return
        connection.exec_driver_sql(forged)
    code, said = verify(sealed)
    assert code == 1 and f"line {line}: was changed" in said


def test_the_command_seals_what_is_old_enough_and_then_rests(app, monkeypatch):
    def run() -> str:
        return app.test_cli_runner().invoke(args=["journal", "seal"]).output

    assert run() == "0 lines sealed\n", "everything is young"
    monkeypatch.setattr(clock, "now", lambda: LATER)
    with tables(app) as connection:
        count = len(ids(connection))
    assert run() == f"{count} lines sealed\n"
    monkeypatch.setattr(clock, "now", lambda: LATER + dt.timedelta(hours=1))
    assert run() == "0 lines sealed\n", "its own line is no reason to seal again"
    with app.app_context(), jobs.step(Everything("work")):
        Unit.by_code("cs-a11").rename("CĐCS mới", by=None, at=LATER)
    assert run() == "2 lines sealed\n"
    assert verify(app)[0] == 0


def test_a_young_line_and_all_after_it_wait(app):
    with app.app_context():
        with jobs.step(Everything("old and young"), at=LATER):
            unit = Unit.by_code("cs-a11")
            unit.rename("CĐCS một", by=None, at=LATER)
            unit.rename("CĐCS hai", by=None, at=NOW)
        with jobs.step(Everything("sealing")):
            sealed = journal.seal(at=LATER)
        with jobs.reading("seals") as session:
            young = session.scalar(sa.select(sa.func.min(LINE.c.id)).where(LINE.c.at == LATER))
            assert session.scalar(sa.select(sa.func.max(Seal.last_id))) < young
            assert sealed and journal.check().unsealed >= 3


def test_the_text_that_is_hashed_is_the_documented_one(app):
    at = dt.datetime(2023, 3, 6, 8, 0, 0, 7, clock.HANOI)
    line = seals.JournalLine(
        id=7, at=at, by_id=None, act="unit.open", subject="unit", subject_id=3,
        fields=["name"], rows=None, unit_id=3, unit_path="0001.",
    )  # fmt: skip
    text = seals.text_of(line)
    assert text == (
        '[7,"2023-03-06T01:00:00.000007+00:00",null,"unit.open","unit",3,["name"],null,3]'
    )
    seal = Seal(first_id=1, last_id=7, count=1, at=at)
    whole = f'journal seal 1\n[1,7,1,"2023-03-06T01:00:00.000007+00:00","abc"]\n{text}\n'
    assert seal.expected("abc", [text]) == hashlib.sha256(whole.encode()).hexdigest()
