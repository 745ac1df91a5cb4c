"""The worker finds copies across units, once, and goes after what changes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Attachment, Initiative, Person, State, erase
from app.similar import Signature, Similar, comparing, files
from app.similar.models import Commonplace
from app.tenancy import part_of
from app.uploads import Taken
from tests.similar.conftest import TEXTS
from tests.similar.pairs import Half
from tests.world import NOW


def test_a_copy_elsewhere_is_seen_at_both_units(written, compared, as_unit):
    one, other = written("cs-a11", 0), written("cs-b11", 0, more="Kính mong được xét.")
    written("cs-a12", 1)
    found = compared()
    assert [(number, verdict) for number, _percent, verdict in found] == [
        (one, None),
        (other, None),
    ]
    assert all(85 <= percent <= 100 for _number, percent, _verdict in found)
    with as_unit("cs-a11") as session:
        (row,) = session.scalars(sa.select(Similar)).all()
        assert row.initiative_id == one
        assert Similar.beside([row]) == {}, "the other side is not in reach"


def test_looking_again_finds_nothing_new(written, compared, change):
    one = written("cs-a11", 0)
    written("cs-b11", 0)
    first = compared()
    assert compared() == first
    change(one)  # indexed anew, the text is the same
    assert compared() == first


@pytest.mark.parametrize("piece", [1, 2, 5000])
def test_the_size_of_a_piece_makes_no_difference(written, compared, monkeypatch, piece):
    monkeypatch.setattr(comparing, "AT_ONCE", piece)
    monkeypatch.setattr(comparing, "STREAMED", 20)
    for unit in ("cs-a11", "cs-b11", "cs-a21"):
        written(unit, 0)
    written("cs-a12", 3)
    found = compared()
    assert len({number for number, *_ in found}) == 3
    assert 4 <= len(found) <= 6, "two or three pairs, two rows each"


def test_two_workers_at_once_write_every_pair_once(app, written, compared):

    def work(_number):
        with app.app_context():
            jobs.run("similar")

    before = compared()
    assert before == []
    for unit in ("cs-a11", "cs-b11", "cs-a21"):
        written(unit, 0)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert 4 <= len(compared()) <= 6
    with app.app_context(), jobs.reading("keys") as session:
        two = sa.select(Similar.key).group_by(Similar.key).having(sa.func.count() == 2)
        assert len(session.scalars(two).all()) == len(compared()) / 2
        assert len(set(_pairs(session))) == len(compared()) / 2


def _pairs(session):
    rows = {}
    for key, number in session.execute(sa.select(Similar.key, Similar.initiative_id)):
        rows.setdefault(key, set()).add(number)
    return [tuple(sorted(pair)) for pair in rows.values()]


def test_of_a_text_that_a_whole_list_repeats_each_copy_is_seen(written, compared):
    numbers = [written("cs-a11", 0) for _ in range(8)] + [written("cs-b11", 0)]
    assert {number for number, *_ in compared()} == set(numbers)


def test_a_draft_is_left_alone_until_it_is_handed_in(written, compared, as_unit):
    written("cs-a11", 0)
    draft = written("cs-b11", 0, to=State.DRAFT)
    assert compared() == []
    with as_unit("tld"):
        initiative = db.session.get_one(Initiative, draft)
        assert not initiative.compared
        initiative.state = State.SUBMITTED.value
    assert len(compared()) == 2


def test_what_is_withdrawn_is_like_nothing_any_more(written, compared, as_unit):
    one = written("cs-a11", 0)
    written("cs-b11", 0)
    assert len(compared()) == 2
    with as_unit("tld"):
        db.session.get_one(Initiative, one).withdraw(by=1, at=NOW)
    assert compared() == []
    with as_unit("tld") as session:
        assert session.scalar(sa.select(Signature).where(Signature.initiative_id == one)) is None


def test_a_text_that_changed_is_looked_at_again(written, compared, as_unit, change):
    one, other = written("cs-a11", 0), written("cs-b11", 0)
    compared()
    with as_unit("tld") as session:
        for row in session.scalars(sa.select(Similar)):
            row.verdict, row.decided_at = "different", NOW
    change(one)
    assert [verdict for *_, verdict in compared()] == ["different"] * 2, "it reads as before"
    change(one, title=TEXTS[5][0], summary=TEXTS[5][1])
    assert compared() == []
    change(one, title=TEXTS[0][0], summary=TEXTS[0][1])
    assert [(number, verdict) for number, _p, verdict in compared()] == [(one, None), (other, None)]


def test_whoever_changes_a_text_meanwhile_is_compared_with_the_next_piece(
    app, written, compared, change, monkeypatch
):
    one = written("cs-a11", 0)
    written("cs-b11", 1)
    alike = comparing._alike

    def slow(*arguments):
        monkeypatch.setattr(comparing, "_alike", alike)
        found = alike(*arguments)
        change(one, title=TEXTS[1][0], summary=TEXTS[1][1])
        return found

    monkeypatch.setattr(comparing, "_alike", slow)
    assert len(compared()) == 2


def test_commonplaces_are_counted_when_the_house_has_doubled(app, written, compared, monkeypatch):
    monkeypatch.setattr(comparing, "FIRST_COUNT", 2)
    written("cs-a11", 0)
    compared()
    with app.app_context(), jobs.reading("editions"):
        assert Commonplace.known()[0] == 0
    for text in (2, 4):
        written("cs-a11", text)
    compared()
    with app.app_context(), jobs.reading("editions") as session:
        assert Commonplace.known()[0] == 1
        assert set(session.scalars(sa.select(Signature.edition))) == {1}
    for text in (6, 8, 10):
        written("cs-a12", text)
    compared()
    with app.app_context(), jobs.reading("editions") as session:
        assert Commonplace.known()[0] == 2
        assert set(session.scalars(sa.select(Signature.edition))) == {2}


def test_the_worker_leaves_out_what_everybody_writes(app, written, compared, monkeypatch):
    monkeypatch.setattr(comparing, "FIRST_COUNT", 12)
    half = Half.named("judging")
    said = " ".join(half.boilerplate[:7])
    for text in range(0, 24, 2):
        written("cs-a11", text, more=said)
    assert compared() == []


def test_a_scrubbed_text_is_signed_anew(written, compared, as_unit):
    """The digest of what was erased does not stay."""
    one = written("cs-a11", 0, more="Cảm ơn Nguyễn Văn An, Nguyễn Văn An và lại Nguyễn Văn An.")
    compared()
    with as_unit("tld") as session:
        before = session.scalars(sa.select(Signature.digest)).one()
        author = session.get_one(Initiative, one).authors[0].person_id
        erase(session.get_one(Person, author), by=1, at=NOW)
        session.flush()
        assert not session.get_one(Initiative, one).compared
    compared()
    with as_unit("tld") as session:
        assert session.get_one(Initiative, one).compared
        assert session.scalars(sa.select(Signature.digest)).one() != before


@pytest.fixture
def attached(app, as_unit):
    def attach(number, content=b"a picture", state="kept"):
        with as_unit("tld") as session:
            initiative = session.get_one(Initiative, number)
            file = Taken("anh.png", "png", content)
            row = {"name": file.name, "kind": "png", "size": 9, "sha256": content.hex()}
            session.add(
                Attachment(
                    **part_of(initiative),
                    initiative_id=number,
                    stored_at=NOW,
                    by_id=None,
                    state=state,
                    **row,
                )
            )

    return attach


def test_the_same_file_elsewhere_is_seen(written, compared, attached, as_unit):
    one, other, third = (
        written(unit, text) for unit, text in (("cs-a11", 0), ("cs-b11", 2), ("cs-a12", 4))
    )
    attached(one)
    attached(other)
    attached(third, b"another")
    assert compared() == [(one, 100, None), (other, 100, None)]
    with as_unit("tld") as session:
        assert set(session.scalars(sa.select(Similar.kind))) == {"file"}
    assert len(compared()) == 2
    attached(third)
    assert len(compared()) == 6


def test_a_file_of_a_draft_is_looked_at_when_that_is_handed_in(
    written, compared, attached, as_unit, monkeypatch
):
    monkeypatch.setattr(files, "LATE", 0)
    draft, other = written("cs-a11", 0, to=State.DRAFT), written("cs-b11", 2)
    attached(draft)
    attached(other)
    assert compared() == []
    with as_unit("tld") as session:
        session.get_one(Initiative, draft).state = State.SUBMITTED.value
    assert len(compared()) == 2


def test_a_file_that_was_removed_counts_no_more(written, compared, attached):
    one, other = written("cs-a11", 0), written("cs-b11", 2)
    attached(one)
    attached(other, state="removed")
    assert compared() == []
