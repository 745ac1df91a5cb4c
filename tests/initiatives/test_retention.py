"""What has been kept long enough is dropped; keys are changed without losing a row."""

import datetime as dt

import pytest
import sqlalchemy as sa

from app import ciphers, clock, jobs
from app.ciphers import Key, Ring, Unreadable, keyed
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


def test_after_a_new_key_everything_opens_and_is_found(app, as_unit, monkeypatch):
    monkeypatch.delenv("SANGKIEN_DATA_KEY", raising=False)
    with app.app_context():
        old = ciphers.ring()
    try:
        with as_unit("cs-a11"):
            Person.of(Unit.by_code("cs-a11"), Identified("Ai Đó", phone="0901112223"))
        ran = app.test_cli_runner().invoke(args=["privacy", "rotate-key"])
        assert ran.exit_code == 0, ran.output
        kept = Ring((app.config["INSTANCE"] / "data_key").read_text())
        assert kept.newest.version == old.newest.version + 1
        app.extensions["ciphers"] = Ring(str(kept).splitlines()[-1])  # the old key is gone
        with as_unit("cs-a11"):
            found = Person.of(Unit.by_code("cs-a11"), Identified("Ai Đó", phone="0901112223"))
            assert found.phone == "0901112223"
            assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1
            assert found.phone_key == keyed("0901112223")
    finally:
        app.extensions["ciphers"] = old


# --- the cipher itself ---


def test_what_is_sealed_twice_never_looks_the_same():
    ring = Ring("1:" + "k" * 40)
    one, two = ring.shut("0901234567", b"here"), ring.shut("0901234567", b"here")
    assert one != two
    assert ring.open(one, b"here") == ring.open(two, b"here") == "0901234567"


@pytest.mark.parametrize("change", ["place", "bit", "key"])
def test_a_token_changed_or_carried_elsewhere_does_not_open(change):
    ring = Ring("1:" + "k" * 40)
    token = ring.shut("0901234567", b"here")
    place = b"there" if change == "place" else b"here"
    if change == "bit":
        token = token[:-1] + bytes([token[-1] ^ 1])
    if change == "key":
        ring = Ring("1:" + "x" * 40)
    with pytest.raises(Unreadable):
        ring.open(token, place)


def test_an_older_key_still_opens_and_the_newest_seals():
    old = Ring("1:" + "k" * 40)
    both = Ring(f"{old}, 2:{'n' * 40}")
    assert both.open(old.shut("số", b""), b"") == "số"
    assert both.shut("số", b"")[0] == 2
    with pytest.raises(Unreadable):
        old.open(both.shut("số", b""), b"")


def test_a_key_that_can_be_guessed_is_refused():
    with pytest.raises(ValueError, match="32"):
        Key(1, "ngắn")


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    from app import config

    monkeypatch.setenv("SANGKIEN_INSTANCE", str(tmp_path))
    monkeypatch.delenv("SANGKIEN_DATA_KEY", raising=False)
    first, second = config.from_environment(), config.from_environment()
    assert first["DATA_KEY"] == second["DATA_KEY"] != first["SECRET_KEY"]
    assert (tmp_path / "data_key").stat().st_mode & 0o777 == 0o600
    assert Ring(first["DATA_KEY"]).newest.version == 1


def test_the_sealing_and_the_finding_key_are_two():
    key = Key(1, "k" * 40)
    assert key.finding != key._derive(b"sang-kien seal")
