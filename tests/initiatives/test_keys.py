"""Keys are changed without losing a row, in steps that may be killed; and the cipher itself."""

import pytest
import sqlalchemy as sa

from app import ciphers, jobs
from app.accounts import Account
from app.accounts.factors import SecondFactor
from app.ciphers import Key, Ring, Sealed, Unreadable, keyed
from app.db import Base, db
from app.initiatives import Erasure, Identified, Person, rotation
from app.initiatives.privacy import erase
from app.intake import BatchRow
from app.tenancy import Everything
from app.units import Unit
from tests.crawler import canaries
from tests.world import NOW

PEOPLE = 25


@pytest.fixture
def keys(app, monkeypatch):
    """The keys of the application, put back at the end."""
    monkeypatch.delenv("SANGKIEN_DATA_KEY", raising=False)
    with app.app_context():
        old = ciphers.ring()
    yield old
    app.extensions["ciphers"] = old


def someone(number):
    return Identified(f"Người {number}", phone=f"09{number:08}")


def rotate(app):
    return app.test_cli_runner().invoke(args=["privacy", "rotate-key"])


def test_after_a_new_key_everything_opens_and_is_found(app, as_unit, keys):
    with as_unit("cs-a11"):
        Person.of(Unit.by_code("cs-a11"), Identified("Ai Đó", phone="0901112223"))
    ran = rotate(app)
    assert ran.exit_code == 0, ran.output
    assert ran.output == f"1 rows sealed with key {keys.newest.version + 1}\n"
    kept = Ring((app.config["INSTANCE"] / "data_key").read_text())
    assert kept.newest.version == keys.newest.version + 1
    app.extensions["ciphers"] = Ring(str(kept).splitlines()[-1])  # the old key is gone
    with as_unit("cs-a11"):
        found = Person.of(Unit.by_code("cs-a11"), Identified("Ai Đó", phone="0901112223"))
        assert found.phone == "0901112223"
        assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1
        assert found.phone_key == keyed("0901112223")


class Killed(Exception):
    """Somebody pulled the plug."""


def test_a_rotation_that_was_killed_goes_on_where_it_stopped(app, as_unit, keys, monkeypatch):
    """Killed after two steps, used meanwhile, killed again, then let run to its end."""
    monkeypatch.setattr(rotation, "AT_ONCE", 5)
    with as_unit("cs-a11") as session:
        for number in range(PEOPLE):
            Person.of(Unit.by_code("cs-a11"), someone(number))
            session.flush()
    reseal, left = Person.reseal, []

    def resealed(person):
        if not left:
            raise Killed
        left.pop()
        reseal(person)

    monkeypatch.setattr(Person, "reseal", resealed)
    for steps in (2, 1):
        left += range(5 * steps + 3)  # in the middle of the next one
        assert isinstance(rotate(app).exception, Killed)
        left.clear()
        kept = Ring((app.config["INSTANCE"] / "data_key").read_text())
        assert len(kept.keys) == len(keys.keys) + 1, "one new key, not one for each run"
        app.extensions["ciphers"] = kept  # as a house that is started now
        with as_unit("cs-a11") as session:
            said = [Person.of(Unit.by_code("cs-a11"), someone(n)).phone for n in range(PEOPLE)]
            assert said == [someone(n).phone for n in range(PEOPLE)]
            session.flush()
            assert session.scalar(sa.select(sa.func.count(Person.id))) == PEOPLE, "all are found"
            versions = {row.phone_sealed[0] for row in session.scalars(sa.select(Person))}
            assert versions == set(kept.keys), "both are needed"
    monkeypatch.setattr(Person, "reseal", reseal)
    assert rotate(app).output == f"{PEOPLE - 15} rows sealed with key {kept.newest.version}\n"
    app.extensions["ciphers"] = Ring(str(kept).splitlines()[-1])
    with as_unit("cs-a11") as session:
        for number in range(PEOPLE):
            person = Person.of(Unit.by_code("cs-a11"), someone(number))
            assert person.phone == someone(number).phone
            assert person.phone_key == keyed(person.phone)
        session.flush()
        assert session.scalar(sa.select(sa.func.count(Person.id))) == PEOPLE


def test_every_kind_of_secret_takes_the_new_key(app, keys):
    """A row of each model with secrets: the old key may go afterwards."""
    with app.app_context():
        canaries.settle_in()
        with jobs.step(Everything("a test")) as session:
            unit = Unit.by_code("cs-a11")
            account = session.scalar(sa.select(sa.func.min(Account.id)))
            session.add(
                SecondFactor(account_id=account, secret="ABC", last_step=0, enrolled_at=NOW)
            )
            person = Person.of(unit, Identified("Trần Thị Hoà", phone="0901234567"))
            session.flush()
            erase(person, by=None, at=NOW)
            for row in session.scalars(sa.select(BatchRow)):
                row.values, row.note = {"full_name": "Ai Đó"}, "số"
                row.initiative_id = row.phone_key = row.id_key = None
            Person.of(unit, Identified("Ai Đó", phone="0901112223"))
    assert rotate(app).exit_code == 0
    with app.app_context(), jobs.reading("a test") as session:
        newest, seen = ciphers.ring().newest.version, set()
        for mapper in Base.registry.mappers:
            if issubclass(mapper.class_, Sealed) and mapper.class_ is not Erasure:
                for row in session.scalars(sa.select(mapper.class_)).unique():
                    for _name, secret in row.secrets():
                        token = getattr(row, secret.column)
                        assert token is None or token[0] == newest
                        seen |= {mapper.class_} if token else set()
        assert seen == {Person, BatchRow, SecondFactor}
        waiting = session.scalars(sa.select(Erasure)).all()
        assert waiting and all(one.finished_at and not one.traces_sealed for one in waiting)


def test_a_key_of_the_environment_is_added_by_hand_and_then_used(app, as_unit, keys, monkeypatch):
    with as_unit("cs-a11"):
        Person.of(Unit.by_code("cs-a11"), Identified("Ai Đó", phone="0901112223"))
    monkeypatch.setenv("SANGKIEN_DATA_KEY", str(keys))
    refused = rotate(app)
    assert refused.exit_code == 1
    assert "Add a key there" in refused.output
    version = keys.newest.version + 1
    app.extensions["ciphers"] = Ring(f"{keys},{version}:{'n' * 40}")
    assert rotate(app).output == f"1 rows sealed with key {version}\n"


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
