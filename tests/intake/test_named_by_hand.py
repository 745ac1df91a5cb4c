"""Somebody named by hand, in whatever room: once erased, nowhere any more; others stay."""

import itertools

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Erasure, Identified, Initiative, Person
from app.initiatives.attachments import Attachment
from app.initiatives.privacy import erase
from app.initiatives.scrubbing import prose
from app.intake import Batch, BatchRow
from app.links import LinkSubmission
from app.notices import Notice
from app.reviews import Review
from app.support import RequestFile
from app.tenancy import Everything, owned_by, part_of
from app.units import Unit
from app.uploads import keep, store
from app.vietnamese import fold
from tests.crawler import canaries
from tests.initiatives.traces import places_of
from tests.uploads.files import pdf
from tests.world import NOW
from tests.written import hand_in

NAME, PHONE, NUMBER = "Trần Thị Hoà", "0901234567", "079012345678"
GONE = "(đã xóa theo yêu cầu)"
SAID = [
    f"Đã gọi {NAME}, số {PHONE}.",
    f"Đồng chí Trần Thị Hòa (CCCD {NUMBER}) xin sửa.",
    "TRẦN THỊ HOÀ, 0901 234 567",
    "tran_thi_hoa 079.012.345.678 +84 901234567",
]
LIKE_HER = "Trần Thị Hồng Hoà và Bùi Thị Hoà Mai"
WRITTEN = [NAME, "Trần Thị Hòa,", "Trần Thị Hòa (", NAME.upper(), fold(NAME), "tran_thi_hoa"]
NUMBERS = [PHONE, "0901 234 567", "901234567", NUMBER, "079.012.345.678"]


@pytest.fixture
def named(app, as_unit):
    """An author at cs-a11, named in every text of every table at every unit, in a list, in files.

    The id of the person, and of the initiative.
    """
    with app.app_context():
        canaries.settle_in()
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"))
        author = db.session.get(Person, initiative.authors[0].person_id)
        author.full_name = initiative.authors[0].full_name = NAME
        author.phone, author.id_number = PHONE, NUMBER
        found = author.id, initiative.id
    with app.app_context(), jobs.step(Everything("a test")) as session:
        _into_every_text(session)
        mine = session.get_one(Initiative, found[1])
        digest = keep(pdf() + f"% {NAME} {PHONE}".encode())
        said = {"name": f"{NAME}.pdf", "kind": "pdf", "size": 1, "state": "kept", "by_id": 1}
        row = Attachment(**part_of(mine), initiative_id=mine.id, sha256=digest, **said)
        row.stored_at = NOW
        session.add(row)
        batch = session.scalars(sa.select(Batch)).first()
        values = {"full_name": "Lê Văn Bình", "co_authors": [NAME], "summary": SAID[0]}
        other = BatchRow(**part_of(batch), batch_id=batch.id, number=2, verdict="ok")
        other.values, other.typed, other.note = values, {"C": SAID[1]}, SAID[2]
        session.add(other)
    return found


def _into_every_text(session) -> None:
    said = itertools.cycle(SAID)
    for model, names in prose():
        rows = session.scalars(sa.select(model)).unique().all()
        assert rows, model
        for row in rows:
            for name in names:
                text = f"{next(said)} {LIKE_HER}"
                is_list = isinstance(model.__table__.c[name].type, sa.JSON)
                setattr(row, name, [text] if is_list else text)


def _sweep(app, monkeypatch) -> None:
    monkeypatch.setattr(store, "UNNAMED_FOR", -store.UNNAMED_FOR)
    for command in ("privacy", "uploads"):
        ran = app.test_cli_runner().invoke(args=[command, "sweep"])
        assert ran.exit_code == 0, ran.output


def test_whoever_is_erased_leaves_every_text_of_every_room(app, as_unit, named, monkeypatch):
    person, number = named
    assert len(places_of(app, *WRITTEN, *NUMBERS)) > 15, "she stands everywhere"
    with as_unit("cs-a11"):
        erase(db.session.get(Person, person), by=1, at=NOW)
    _sweep(app, monkeypatch)
    places = places_of(app, *WRITTEN, *NUMBERS)
    assert {where for where in places if not where.startswith("file")} == set()
    for file in (app.config["INSTANCE"] / "uploads").rglob("*"):
        assert not file.is_file() or PHONE.encode() not in file.read_bytes(), file
    with app.app_context(), jobs.reading("a test") as session:
        for row in session.scalars(sa.select(BatchRow)):
            opened = f"{row.values} {row.typed} {row.note} {row.findings}"
            assert not any(trace in opened for trace in [*WRITTEN, *NUMBERS]), opened
        for model, names in prose():
            rows = session.scalars(sa.select(model)).unique().all()
            texts = [str(getattr(row, name) or "") for row in rows for name in names]
            # The sweep ends the canaries' erasures, too: their files and what they sent go.
            gone = model in (Attachment, LinkSubmission, RequestFile)
            assert gone or any(LIKE_HER in text for text in texts), model
        [erasure] = session.scalars(sa.select(Erasure).where(Erasure.person_id == person))
        assert (erasure.traces, erasure.keys) == ({}, {"phone_key": [], "id_key": []})
        assert GONE in session.get_one(Initiative, number).title


def test_what_is_in_reach_is_done_at_once_and_the_rest_waits_sealed(app, as_unit, named):
    with as_unit("cs-a11"):
        erase(db.session.get(Person, named[0]), by=1, at=NOW)
        own = db.session.scalars(sa.select(Review.note)).all()
        assert own and not any(NAME in note for note in own)
    with as_unit("huyen-a2"):
        assert any(GONE not in title for title in db.session.scalars(sa.select(Notice.title)))
        waiting = sa.select(Erasure).where(Erasure.person_id == named[0])
        assert db.session.scalars(waiting).all() == []
    places = places_of(app, NAME, PHONE, NUMBER)
    assert not {where for where in places if where.startswith("erasure")}


def test_a_namesake_is_left_alone_where_the_name_is_theirs(app, as_unit):
    """Two of one name: at one unit, and far away. What nobody else could be is taken out."""
    with as_unit("tld") as session:
        notes = {}
        for code, phone in (("cs-a11", PHONE), ("cs-a11", "0911111111"), ("cs-b11", "0922222222")):
            author = [Identified(NAME, phone=phone)]
            made = hand_in(Unit.by_code(code), summary=f"{NAME} nghĩ ra.")
            made.state = "returned"
            made.amend(authors=author, by=1, at=NOW)
            notes[phone] = made.id
        told = {}
        for code in ("cs-a11", "huyen-a1", "cs-a21", "cs-b11", "tld"):
            unit = Unit.by_code(code)
            said = {"sender_unit_id": 1, "sender": "x", "title": f"Khen {NAME}", "body": PHONE}
            notice = Notice(**owned_by(unit), **said, sent_at=NOW)
            session.add(notice)
            session.flush()
            told[code] = notice.id
        one = db.session.get(Initiative, notes[PHONE]).authors[0].person_id
        erase(db.session.get(Person, one), by=1, at=NOW)
        kept = {p: NAME in db.session.get(Initiative, n).summary for p, n in notes.items()}
        assert kept == {PHONE: False, "0911111111": True, "0922222222": True}
        named = {code: NAME in db.session.get(Notice, n).title for code, n in told.items()}
        assert named == {
            "cs-a11": False,
            "huyen-a1": False,
            "cs-a21": False,  # nobody of that name works there
            "cs-b11": True,  # theirs
            "tld": False,
        }
        assert {db.session.get(Notice, n).body for n in told.values()} == {GONE}


def test_a_row_of_a_list_about_a_namesake_stays(app, as_unit):
    with as_unit("huyen-a1") as session:
        made = hand_in(Unit.by_code("cs-a11"))
        made.state = "returned"
        made.amend(authors=[Identified(NAME, phone=PHONE)], by=1, at=NOW)
        unit = Unit.by_code("huyen-a1")
        batch = Batch(
            **owned_by(unit), stage_id=made.stage_id, filename="x", sha256="x", header_row=1
        )
        batch.checked_at, batch.columns, batch.remarks, batch.counts = NOW, {}, [], {}
        session.add(batch)
        session.flush()
        other = BatchRow(**part_of(batch), batch_id=batch.id, number=1, verdict="ok")
        other.values, other.phone_key = {"full_name": NAME, "phone": "0911111111"}, "other"
        session.add(other)
        session.flush()
        erase(db.session.get(Person, made.authors[0].person_id), by=1, at=NOW)
        assert other.values["full_name"] == NAME


def test_a_stray_takes_no_names_out_of_texts(app, as_unit):
    """Nobody asked: an author was corrected, and the old spelling stands on nothing any more."""
    with as_unit("cs-a11") as session:
        Person.of(Unit.by_code("cs-a11"), Identified(NAME, phone=PHONE))
        made = hand_in(Unit.by_code("cs-a11"), summary=f"{NAME} nghĩ ra.")
        session.flush()
        number = made.id
    assert app.test_cli_runner().invoke(args=["privacy", "sweep"]).exit_code == 0
    with as_unit("cs-a11"):
        assert db.session.get(Initiative, number).summary == f"{NAME} nghĩ ra."
