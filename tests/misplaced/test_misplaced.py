"""What came to the wrong unit: sent up, lifted by the worker, passed on, with all its parts."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import (
    Author,
    Consent,
    Forwarding,
    Identified,
    Initiative,
    Misplaced,
    Person,
    Reveal,
    State,
    relocate,
    tallies,
)
from app.initiatives.attachments import Attachment
from app.initiatives.passing import DROPPED, KEPT, PASSED, SENT
from app.initiatives.privacy import erase
from app.initiatives.receipts import unit_of
from app.notices import Notice
from app.programmes import windows
from app.reviews import Outcome, Review, Reviewer, Word
from app.similar.models import Signature, Similar
from app.tenancy import ScopeViolation, part_of
from app.units import Unit
from app.uploads import Taken
from tests.uploads.files import picture
from tests.world import NOW
from tests.written import hand_in


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/misplaced/{tail}"


@pytest.fixture
def made(as_unit):
    """`made(State.SUBMITTED)`: the id of an initiative of cs-a11 in that state."""

    def make(state=State.SUBMITTED, unit="cs-a11", **facts):
        with as_unit("tld"):
            return hand_in(Unit.by_code(unit), to=state, **facts).id

    return make


@pytest.fixture
def lift(app):
    """The worker does what waits."""

    def run():
        with app.app_context():
            return jobs.run("misplaced.lift")

    return run


@pytest.fixture
def sent(as_unit, made, lift):
    """`sent()`: the id of an initiative of cs-a11 that waits at "Đơn vị khác" of huyen-a1."""

    def make(suggestion="Trường Tiểu học Lê Lợi", **facts):
        number = made(**facts)
        with as_unit("cs-a11"):
            Misplaced.send(db.session.get(Initiative, number), suggestion, by=1, at=NOW)
        assert lift() == 1
        return number

    return make


@pytest.fixture
def look(as_unit):
    """`look(id)`: (unit, desk, state), while the sums are what the moves add up to."""

    def see(number):
        with as_unit("tld"):
            assert tallies.differences() == []
            it = db.session.get(Initiative, number)
            return it.unit.code, it.desk.code if it.desk else None, it.state

    return see


SUGGESTION = {"suggestion": "Trường Tiểu học Lê Lợi, chỗ thầy Bình"}


def test_the_whole_way(signed_in, ids, made, lift, look, as_unit):
    number = made(target_group=4, benefit_claimed=7_000_000)
    chair = signed_in("leader.cs-a11")
    page = chair.get(f"/u/{ids['cs-a11']}/initiatives/{number}")
    asked = re.search(r'href="([^"]+)"[^>]*><span>Không phải của đơn vị này…', page.text)[1]
    assert "LĐLĐ huyện Đông Sơn" in chair.get(asked).text
    assert chair.submit(asked, {"suggestion": " "}).status_code == 422
    for _ in range(2):
        assert chair.submit(asked, SUGGESTION).status_code == 303
    assert look(number) == ("cs-a11", "huyen-a1", "submitted"), "it counts as pending meanwhile"
    assert lift() == 1
    assert lift() == 0
    assert look(number) == ("huyen-a1", "huyen-a1", "endorsed")
    assert chair.get(f"/u/{ids['cs-a11']}/initiatives/{number}").status_code == 404
    officer = signed_in("officer.huyen-a1")
    assert "chỗ thầy Bình" in officer.get(at(ids, "huyen-a1")).text
    page = officer.get(at(ids, "huyen-a1", number))
    offered = re.findall(r'name="unit" value="(\d+)"', page.text)
    assert offered == [str(ids["cs-a12"])]
    passed = officer.submit(at(ids, "huyen-a1", f"{number}/passing"), {"unit": offered[0]})
    assert passed.location == at(ids, "huyen-a1"), "nothing else waits"
    assert look(number) == ("cs-a12", "cs-a12", "submitted")
    page = signed_in("leader.cs-a12").get(f"/u/{ids['cs-a12']}/initiatives/{number}").text
    for told in ("CĐCS Công ty TNHH May Hòa Bình", "Leader.Cs-A11", "Officer.Huyen-A1"):
        assert told in page, "the trace names from where and by whom"
    assert "chỗ thầy Bình" in page
    with as_unit("cs-a12") as session:
        notice = session.scalars(sa.select(Notice)).one()
        assert notice.link == f"/u/{ids['cs-a12']}/initiatives/{number}"


def test_all_parts_go_along_under_their_own_ids(app, made, as_unit, look):
    number = made(State.ENDORSED)
    with as_unit("tld") as session:
        it, chair = session.get(Initiative, number), session.get(Initiative, number).authors[0]
        it.send_back(by=1, at=NOW)
        Attachment.attach(it, Taken("a.jpg", "jpeg", picture()), by=1, at=NOW)
        window = next(w for w in windows(it.unit) if w.stage.code == "gd2")
        it.submit(window, by=1, at=NOW)
        person = session.get(Person, chair.person_id)
        Reveal.write(it, person, it.unit, "verify", by=1, at=NOW)
        session.flush()
        phone, old = person.phone, person.id
        file = it.attachments[0].id
    with as_unit("huyen-a1") as session:
        it, to = session.get(Initiative, number), Unit.by_code("cs-a12")
        relocate(it, to, by=1, at=NOW)
    assert look(number) == ("cs-a12", "cs-a12", "submitted")
    with as_unit("cs-a12") as session:
        it = session.get(Initiative, number)
        author = session.get(Person, it.authors[0].person_id)
        assert (author.phone, author.unit_id) == (phone, it.unit_id)
        assert [a.id for a in it.attachments] == [file]
        assert it.consent is not None
        assert session.scalars(sa.select(Reveal.person_id)).all() == [author.id]
        assert [m.from_state for m in it.moves] == [None], "older moves stay where they happened"
        assert it.compared is False
        erase(author, by=1, at=NOW)
    with as_unit("tld") as session:
        assert session.get(Person, old) is None, "nobody is left behind who stands on nothing"
        assert session.get(Initiative, number).authors[0].full_name != "Nguyễn Văn An"


def test_a_review_and_its_reasons_go_along(made, as_unit, ids):
    number = made(State.SUBMITTED)
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        Review.write(it, it.unit, Word(Outcome.CONFIRMED), by=Reviewer(1, "Chị Hoa"), at=NOW)
    with as_unit("huyen-a1") as session:
        relocate(session.get(Initiative, number), Unit.by_code("huyen-a1"), by=1, at=NOW)
    with as_unit("huyen-a1") as session:
        (review,) = Review.of(session.get(Initiative, number))
        assert (review.signed_by, review.unit_id) == ("Chị Hoa", ids["huyen-a1"])


def test_an_author_known_there_is_the_one_there(made, as_unit):
    first, other = made(unit="cs-a11"), made(unit="cs-a12")
    with as_unit("tld") as session:
        same = session.get(Person, session.get(Initiative, other).authors[0].person_id)
        said = [Identified("Nguyễn Văn An", phone=same.phone)]
        it = session.get(Initiative, first)
        mine = session.get(Person, it.authors[0].person_id)
        more = hand_in(it.unit)
        session.flush()
        author = session.scalars(sa.select(Author).where(Author.initiative_id == more.id)).one()
        author.person_id = mine.id
        it.state = "returned"
        it.amend(authors=said, by=1, at=NOW)
        it.state = "submitted"
        there, kept = same.id, session.get(Initiative, first).authors[0].person_id
    with as_unit("huyen-a1") as session:
        relocate(session.get(Initiative, first), Unit.by_code("cs-a12"), by=1, at=NOW)
    with as_unit("tld") as session:
        assert session.get(Initiative, first).authors[0].person_id == there
        assert session.get(Person, kept) is not None, "he still stands on another"
        assert session.scalars(
            sa.select(Consent.person_id).where(Consent.initiative_id == first)
        ).all() == [there]


def test_the_scope_must_hold_both_units(made, as_unit):
    number = made()
    with pytest.raises(ScopeViolation), as_unit("cs-a11") as session:
        relocate(
            session.get(Initiative, number),
            session.scalars(sa.select(Unit).where(Unit.code == "huyen-a1")).one(),
            by=1,
            at=NOW,
        )


def test_killed_anywhere_it_is_done_once(app, made, as_unit, lift, look, monkeypatch):
    number = made()
    with as_unit("cs-a11"):
        Misplaced.send(db.session.get(Initiative, number), "?", by=1, at=NOW)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Forwarding, "leave", die)
        with pytest.raises(KeyboardInterrupt):
            lift()
    assert look(number) == ("cs-a11", "huyen-a1", "submitted")
    assert (lift(), lift()) == (1, 0)
    assert look(number) == ("huyen-a1", "huyen-a1", "endorsed")


def test_what_was_taken_back_in_between_stays(made, as_unit, lift, look):
    number = made()
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        Misplaced.send(it, "?", by=1, at=NOW)
        it.withdraw(by=1, at=NOW)
    assert lift() == 1
    assert look(number) == ("cs-a11", None, "withdrawn")
    with as_unit("cs-a11") as session:
        assert session.scalars(sa.select(Misplaced.state)).all() == [DROPPED]


def test_from_unit_to_unit_up_to_the_top(signed_in, ids, sent, lift, look):
    number = sent()
    officer = signed_in("officer.huyen-a1")
    address = at(ids, "huyen-a1", f"{number}/sending")
    assert officer.submit(address, {"suggestion": "Bệnh viện Tây Sơn"}).status_code == 303
    assert lift() == 1
    assert look(number) == ("tinh-a", "tinh-a", "endorsed")
    page = signed_in("officer.tinh-a").get(at(ids, "tinh-a", number)).text
    assert "Trường Tiểu học Lê Lợi" in page
    assert "Đã chuyển tiếp lên cấp trên" in page
    assert f'value="{ids["cs-a21"]}"' in page
    province = signed_in("officer.tinh-a")
    for code in ("cs-a21", "cs-a21"):
        answer = province.submit(at(ids, "tinh-a", f"{number}/passing"), {"unit": ids[code]})
        assert answer.status_code == 303, "a second click changes nothing"
    assert look(number) == ("cs-a21", "cs-a21", "submitted")


def test_a_receipt_still_finds_its_initiative(as_unit, sent, ids):
    number = sent()
    with as_unit("tld") as session:
        code = session.get(Initiative, number).code
    assert unit_of(code) == ids["cs-a11"]
    with as_unit("cs-a11"):
        assert Forwarding.of(code).to_unit_id == ids["huyen-a1"]
    with as_unit("huyen-a1") as session:
        Misplaced.pass_on(
            session.get(Initiative, number),
            Unit.by_code("huyen-a1"),
            Unit.by_code("cs-a12"),
            by=1,
            signed_by="Chị Hoa",
            at=NOW,
        )
    with as_unit("cs-a11"):
        assert Forwarding.of(code).to_unit_id == ids["cs-a12"]


def test_of_two_at_once_one_wins_and_the_other_is_told(signed_in, ids, sent, look):
    number = sent()
    people = [signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")]
    for person in people:
        person.get(at(ids, "huyen-a1", number))

    def act(pair):
        person, code = pair
        return person.submit(at(ids, "huyen-a1", f"{number}/passing"), {"unit": ids[code]})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(act, zip(people, ("cs-a11", "cs-a12"), strict=True)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert "đã chuyển đến đúng đơn vị" in told
    assert look(number)[2] == "submitted"


def test_kept_it_waits_in_the_queue_alone(signed_in, ids, sent, look, as_unit):
    number = sent()
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, "huyen-a1", number))
    assert officer.submit(at(ids, "huyen-a1", f"{number}/keeping")).status_code == 303
    assert "Không có sáng kiến nào chờ chuyển" in officer.get(at(ids, "huyen-a1")).text
    assert look(number) == ("huyen-a1", "huyen-a1", "endorsed")
    late = officer.submit(at(ids, "huyen-a1", f"{number}/passing"), {"unit": ids["cs-a12"]})
    assert late.status_code == 409
    with as_unit("huyen-a1") as session:
        assert session.scalars(sa.select(Misplaced.state)).all() == [KEPT]


def test_what_came_by_itself_is_passed_on_too(signed_in, ids, as_unit, made, look):
    number = made(State.ENDORSED, unit="huyen-a1")
    officer = signed_in("officer.huyen-a1")
    assert "Sáng kiến số" in officer.get(at(ids, "huyen-a1")).text
    found = officer.get(at(ids, "huyen-a1", f"{number}?q=le loi")).text
    assert f'value="{ids["cs-a12"]}"' in found
    assert "Không có đơn vị nào" in officer.get(at(ids, "huyen-a1", f"{number}?q=zzz")).text
    officer.submit(at(ids, "huyen-a1", f"{number}/passing"), {"unit": ids["cs-a12"]})
    assert look(number) == ("cs-a12", "cs-a12", "submitted")
    with as_unit("cs-a12") as session:
        assert session.scalars(sa.select(Misplaced.state)).all() == [PASSED]


@pytest.mark.parametrize("to", ["huyen-a1", "huyen-a2", "cs-a21", "tinh-a"])
def test_it_is_passed_to_a_unit_below_alone(signed_in, ids, sent, to):
    number = sent()
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, "huyen-a1", number))
    address = at(ids, "huyen-a1", f"{number}/passing")
    assert officer.submit(address, {"unit": ids[to]}).status_code == 404


def test_only_the_desk_it_lies_on_sends_it_up(signed_in, ids, made, as_unit):
    number = made(State.ENDORSED)
    chair = signed_in("leader.cs-a11")
    assert (
        "Không phải của đơn vị này"
        not in chair.get(f"/u/{ids['cs-a11']}/initiatives/{number}").text
    )
    assert chair.submit(at(ids, "cs-a11", f"{number}/sending"), SUGGESTION).status_code == 409
    officer = signed_in("officer.huyen-a1")
    assert officer.submit(at(ids, "huyen-a1", f"{number}/sending"), SUGGESTION).status_code == 303
    with as_unit("cs-a11") as session:
        assert session.scalars(sa.select(Misplaced.state)).all() == [SENT]


def test_an_erased_author_stays_erased_on_the_way(as_unit, made, look):
    number = made()
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        erase(session.get(Person, it.authors[0].person_id), by=1, at=NOW)
    with as_unit("huyen-a1") as session:
        relocate(session.get(Initiative, number), Unit.by_code("cs-a12"), by=1, at=NOW)
    with as_unit("cs-a12") as session:
        it = session.get(Initiative, number)
        assert session.get(Person, it.authors[0].person_id).erased_at is not None
    assert look(number)[0] == "cs-a12"


def test_a_suggestion_forgets_an_erased_person(as_unit, sent):
    number = sent("Chị Nguyễn Văn An ở Trường Lê Lợi")
    with as_unit("huyen-a1") as session:
        it = session.get(Initiative, number)
        erase(session.get(Person, it.authors[0].person_id), by=1, at=NOW)
    with as_unit("huyen-a1") as session:
        assert "Nguyễn Văn An" not in session.scalars(sa.select(Misplaced.suggestion)).one()


def test_what_it_is_like_goes_along(made, as_unit):
    number, other = made(), made()
    with as_unit("huyen-a1") as session:
        for one in (number, other):
            row = {**part_of(session.get(Initiative, one)), "initiative_id": one}
            said = {"key": "k", "kind": "text", "percent": 90, "found_at": NOW}
            session.add(Similar(**row, **said, added={"people": [[1, 2]]}))
            session.add(Signature(**row, edition=0, digest=b"\x00\x01"))
    with as_unit("huyen-a1") as session:
        relocate(session.get(Initiative, number), Unit.by_code("cs-a12"), by=1, at=NOW)
    with as_unit("cs-a12") as session:
        (row,) = Similar.of(session.get(Initiative, number))
        assert (row.percent, row.added) == (90, {"people": [[1, 2]]})
        assert session.scalars(sa.select(Signature.digest)).all() == [b"\x00\x01"]
    with as_unit("huyen-a1") as session:
        (row,) = Similar.of(session.get(Initiative, number))
        assert Similar.beside([row])["k"].initiative_id == other
