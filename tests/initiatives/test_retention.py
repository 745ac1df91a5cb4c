"""What has been kept long enough is dropped; keys are changed without losing a row."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import Identified, Person, Reveal
from app.initiatives.retention import RetentionRule, Sweep, before, due
from app.tenancy import owned_by, part_of
from app.units import Unit
from tests.written import hand_in


@pytest.fixture
def looked(as_unit):
    """Two reveals at cs-a11 and cs-b11, of thirteen months ago."""
    with as_unit("tld"):
        for code in ("cs-a11", "cs-b11"):
            initiative = hand_in(Unit.by_code(code))
            author = initiative.authors[0].person_id
            said = {"person_id": author, "at_unit_id": initiative.unit_id, "by_id": 1}
            row = Reveal(**part_of(initiative), initiative_id=initiative.id, **said)
            row.reason, row.at = "verify", before(clock.now(), 13)
            db.session.add(row)


def sweep(app, *options):
    answer = app.test_cli_runner().invoke(args=["privacy", "sweep", *options])
    assert answer.exit_code == 0, answer.output
    return dict(line.rsplit(" ", 1) for line in answer.output.splitlines())


def rule(as_unit, code, months):
    with as_unit(code):
        unit = Unit.by_code(code)
        since = dt.date(2023, 1, 1)
        db.session.add(RetentionRule(**owned_by(unit), what="reveal", months=months, since=since))


def test_the_nearest_rule_counts(app, looked, as_unit):
    assert sweep(app)["reveal"] == "0", "without a rule it is two years"
    rule(as_unit, "tld", 12)
    rule(as_unit, "tinh-b", 36)
    assert sweep(app)["reveal"] == "1"
    with as_unit("tld"):
        [left] = db.session.scalars(sa.select(Reveal)).all()
        assert left.unit_id == Unit.by_code("cs-b11").id
    assert sweep(app)["reveal"] == "0", "a second run finds nothing"


def test_a_dry_run_says_how_many_and_drops_none(app, looked, as_unit):
    rule(as_unit, "tld", 12)
    assert sweep(app, "--dry-run")["reveal"] == "2"
    assert sweep(app, "--dry-run")["reveal"] == "2"
    assert set(sweep(app, "--dry-run")) == set(Sweep.known)
    assert {"reveal", "staged_list", "stray_person", "erasure"} <= set(Sweep.known)


def test_who_stands_on_nothing_any_more_is_forgotten(app, as_unit):
    with as_unit("cs-a11") as session:
        stray = Person.of(Unit.by_code("cs-a11"), Identified("Ai Đó", phone="0901112223"))
        session.flush()
        number = stray.id
    assert sweep(app)["stray_person"] == "1"
    with as_unit("cs-a11"):
        gone = db.session.get(Person, number)
        assert (gone.phone, gone.phone_key) == (None, None)
        assert gone.full_name == "Đã xóa theo yêu cầu"


def test_a_rule_counts_from_its_day(app, looked, as_unit):
    with as_unit("tld"):
        said = {"what": "reveal", "months": 1, "since": dt.date(2099, 1, 1)}
        db.session.add(RetentionRule(**owned_by(Unit.by_code("tld")), **said))
    with app.app_context(), jobs.reading("a test"):
        assert list(due("reveal", clock.now())) == []


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2023-03-31", 1, "2023-02-28"), ("2024-01-15", 13, "2022-12-15"), ("2023-12-01", 0, None)],
)
def test_months_are_counted_by_the_calendar(day, months, then):
    now = dt.datetime.fromisoformat(day).replace(tzinfo=clock.HANOI)
    assert before(now, months).date().isoformat() == (then or day)
