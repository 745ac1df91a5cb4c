"""What an officer says of a pair: not the same, a duplicate, merged; and how it is taken back."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.initiatives import (
    Attachment,
    CannotDoNow,
    Identified,
    Initiative,
    Person,
    State,
    erase,
    tallies,
)
from app.journal import JournalLine
from app.similar import Similar, Verdict
from app.similar.deciding import DecidedBefore, NotOnADeskBelow, OtherOutOfReach, Pair
from app.tenancy import part_of
from app.units import Unit
from tests.world import NOW

ME = {"by": 1, "signed_by": "Nguyễn Thị Lan", "at": NOW}


@pytest.fixture
def pair(written, compared):
    """Two copies below huyen-a1: the ids of the earlier and the later."""
    one, other = written("cs-a11", 0), written("cs-a12", 0)
    compared()
    return one, other


@pytest.fixture
def say(as_unit):
    """`say(initiative, Verdict.DUPLICATE)`, as huyen-a1 if nobody else is named."""

    def decide(number, verdict, unit="huyen-a1", **said):
        with as_unit(unit) as session:
            row = session.scalars(sa.select(Similar).where(Similar.initiative_id == number)).one()
            Pair.held(row).decide(verdict, Unit.by_code(unit), **{**ME, **said})

    return decide


@pytest.fixture
def take_back(as_unit):
    def undo(number, unit="huyen-a1"):
        with as_unit(unit) as session:
            row = session.scalars(sa.select(Similar).where(Similar.initiative_id == number)).one()
            Pair.held(row).undo(Unit.by_code(unit), by=1, at=NOW)

    return undo


@pytest.fixture
def look(as_unit):
    """State, desk, authors and kept files of an initiative; the sums are right meanwhile."""

    def see(number):
        with as_unit("tld") as session:
            assert tallies.differences() == []
            one = session.get_one(Initiative, number)
            names = [author.full_name for author in one.authors]
            return one.state, one.desk_unit_id, names, [f.sha256 for f in one.attachments]

    return see


def test_different_keeps_the_pair_quiet(pair, say, compared, look):
    one, other = pair
    say(other, Verdict.DIFFERENT, note="Hai máy khác nhau")
    assert [verdict for *_, verdict in compared()] == ["different"] * 2
    assert look(one)[0] == look(other)[0] == State.ENDORSED


@pytest.mark.parametrize("side", [0, 1])
def test_the_later_one_is_marked_whichever_was_opened(pair, say, look, side):
    one, other = pair
    say(pair[side], Verdict.DUPLICATE)
    assert look(one)[0] == State.ENDORSED
    assert look(other)[:2] == (State.DUPLICATE, None)


def test_twice_changes_nothing(pair, say, look, as_unit):
    _one, other = pair
    say(other, Verdict.DUPLICATE)
    say(other, Verdict.DUPLICATE, signed_by="Ai Khác")
    with as_unit("tld") as session:
        acts = sa.select(sa.func.count()).where(JournalLine.act == "likeness.decide")
        assert session.scalar(acts) == 2, "a line at each side"
        signed = session.scalars(sa.select(Similar.signed_by)).all()
        assert signed == ["Nguyễn Thị Lan"] * 2


def test_the_second_of_two_sees_what_the_first_decided(pair, say):
    one, other = pair
    say(one, Verdict.DIFFERENT)
    with pytest.raises(DecidedBefore) as refused:
        say(other, Verdict.DUPLICATE)
    assert "Nguyễn Thị Lan" in str(refused.value)
    assert "Không trùng" in str(refused.value)


def test_undo_puts_it_back_where_it_was(pair, say, take_back, look, compared):
    _one, other = pair
    before = look(other)
    say(other, Verdict.DUPLICATE)
    compared()  # the worker has gone over it meanwhile
    take_back(other)
    take_back(other)
    assert look(other) == before
    assert [verdict for *_, verdict in compared()] == [None, None]


def test_undo_goes_back_to_the_grassroots_desk_too(written, compared, say, take_back, look):
    written("cs-a11", 0)
    other = written("cs-a12", 0, to=State.SUBMITTED)
    compared()
    before = look(other)
    say(other, Verdict.DUPLICATE)
    take_back(other)
    assert look(other) == before
    assert before[0] == State.SUBMITTED


def test_what_was_marked_stays_marked_when_the_worker_passes(pair, say, compared):
    _one, other = pair
    say(other, Verdict.DUPLICATE)
    assert [verdict for *_, verdict in compared()] == ["duplicate"] * 2


def test_a_foreign_one_cannot_be_marked_only_told_apart(written, compared, say, as_unit):
    one, other = written("cs-a11", 0), written("cs-b11", 0)
    compared()
    with pytest.raises(OtherOutOfReach):
        say(one, Verdict.DUPLICATE)
    say(one, Verdict.DIFFERENT)
    with as_unit("tld") as session:
        rows = dict(session.execute(sa.select(Similar.initiative_id, Similar.verdict)).all())
        assert rows == {one: "different", other: None}


def test_a_desk_above_is_nobodys_to_empty(written, compared, say):
    """Both lie within the union itself, but on the desk of the unit above."""
    one, other = written("cs-a11", 0), written("cs-a11", 0)
    compared()
    assert one < other
    with pytest.raises(NotOnADeskBelow):
        say(other, Verdict.DUPLICATE, unit="cs-a11")


def test_what_is_decided_cannot_be_marked(pair, say, as_unit):
    _one, other = pair
    with as_unit("tld"):
        db.session.get_one(Initiative, other).accept(by=1, at=NOW)
    with pytest.raises(NotOnADeskBelow):
        say(other, Verdict.DUPLICATE)


@pytest.fixture
def rich(pair, as_unit):
    """The later one has a co-author of its own and two files, one of which both have."""
    one, other = pair
    with as_unit("tld") as session:
        first, later = session.get_one(Initiative, one), session.get_one(Initiative, other)
        later._sign(
            later.unit,
            [Identified("Nguyễn Văn An"), Identified("Phạm Thị Dung", phone="0912345678")],
        )
        for initiative, name in ((first, "aa"), (later, "aa"), (later, "bb")):
            session.add(
                Attachment(
                    **part_of(initiative),
                    initiative_id=initiative.id,
                    name=f"{name}.png",
                    kind="png",
                    size=1,
                    sha256=name,
                    stored_at=NOW,
                    by_id=None,
                    state="kept",
                )
            )
    return pair


def test_a_merge_brings_people_and_files(rich, say, look, as_unit):
    one, other = rich
    say(other, Verdict.MERGED)
    assert look(one)[2:] == (["Nguyễn Văn An", "Phạm Thị Dung"], ["aa", "bb"])
    assert look(other)[0] == State.DUPLICATE
    with as_unit("cs-a11") as session:
        brought = session.scalars(sa.select(Person).where(Person.full_name == "Phạm Thị Dung"))
        assert brought.one().phone is None, "known at another unit by name only"


def test_undoing_a_merge_takes_away_what_it_brought_and_only_that(rich, say, take_back, look):
    one, other = rich
    before = look(one), look(other)
    say(one, Verdict.MERGED)
    take_back(one)
    take_back(one)
    assert (look(one), look(other)) == before


def test_who_was_brought_is_erased_with_the_person_itself(rich, say, look, as_unit):
    one, other = rich
    say(other, Verdict.MERGED)
    with as_unit("tld") as session:
        person = session.get_one(Initiative, other).authors[1].person_id
        erase(session.get_one(Person, person), by=1, at=NOW)
    assert "Phạm Thị Dung" not in look(one)[2]


def test_what_is_marked_in_one_pair_is_not_marked_in_another(written, compared, as_unit):
    numbers = []
    for unit in ("cs-a11", "cs-a12", "cs-a11"):
        numbers.append(written(unit, 0))
        compared()
    with as_unit("huyen-a1") as session:
        rows = session.scalars(
            sa.select(Similar).where(Similar.initiative_id == numbers[2]).order_by(Similar.id)
        ).all()
        Pair.held(rows[0]).decide(Verdict.DUPLICATE, Unit.by_code("huyen-a1"), **ME)
        with pytest.raises(NotOnADeskBelow):
            Pair.held(rows[1]).decide(Verdict.DUPLICATE, Unit.by_code("huyen-a1"), **ME)


def test_undo_from_a_unit_that_had_no_desk_of_it(pair, say, take_back):
    _one, other = pair
    say(other, Verdict.DUPLICATE)
    with pytest.raises(CannotDoNow):
        take_back(other, unit="cs-a12")
