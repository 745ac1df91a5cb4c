"""Notes that a desk keeps: written, changed, dropped, put into the reason form."""

import re

import pytest
import sqlalchemy as sa

from app.db import db
from app.journal import JournalLine
from app.reviews import CannedNote
from app.reviews.notes import MOST, TooManyNotes
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

TEXT = "Đề nghị gửi bản chụp rõ nét\nquyết định công nhận."


def at(ids, code, tail="notes/"):
    return f"/u/{ids[code]}/reviews/{tail}"


@pytest.fixture
def kept(as_unit):
    """The id of a note of huyen-a1; cs-a11 has one, too."""
    with as_unit("huyen-a1"):
        CannedNote.add(Unit.by_code("cs-a11"), "Của cơ sở", by=1, at=NOW)
        note = CannedNote.add(Unit.by_code("huyen-a1"), TEXT, by=1, at=NOW)
        db.session.flush()
        return note.id


def texts(as_unit, code="huyen-a1"):
    with as_unit("tld"):
        return [note.text for note in CannedNote.of(Unit.by_code(code))]


def test_a_note_is_added_changed_and_removed(signed_in, ids, as_unit):
    officer = signed_in("officer.huyen-a1")
    empty = officer.get(at(ids, "huyen-a1"))
    assert "Chưa có mẫu nào" in empty.text
    once = re.search(r'name="once" value="([^"]+)"', empty.text)[1]
    for _ in range(2):
        assert officer.submit(at(ids, "huyen-a1"), {"text": TEXT, "once": once}).status_code == 303
    assert texts(as_unit) == [TEXT]
    assert "quyết định công nhận." in officer.get(at(ids, "huyen-a1")).text
    with as_unit("huyen-a1"):
        number = CannedNote.of(Unit.by_code("huyen-a1"))[0].id
    one = at(ids, "huyen-a1", f"notes/{number}")
    assert officer.submit(one, {"text": "Mới"}).status_code == 303
    assert texts(as_unit) == ["Mới"]
    assert officer.submit(f"{one}/removal").status_code == 303
    assert texts(as_unit) == []
    assert officer.submit(f"{one}/removal").status_code == 404
    with as_unit("huyen-a1"):
        acts = sa.select(JournalLine.act).where(JournalLine.act.startswith("canned_note."))
        assert list(db.session.scalars(acts.order_by(JournalLine.id))) == [
            "canned_note.add",
            "canned_note.change",
            "canned_note.remove",
        ]


def test_what_is_refused_stays_typed(signed_in, ids, kept, as_unit):
    officer = signed_in("officer.huyen-a1")
    officer.get(at(ids, "huyen-a1"))
    long = officer.submit(at(ids, "huyen-a1"), {"text": "x" * 1001})
    assert long.status_code == 422
    assert "x" * 1001 in long.text
    one = at(ids, "huyen-a1", f"notes/{kept}")
    longer = officer.submit(one, {"text": "y" * 1001})
    assert longer.status_code == 422
    assert "y" * 1001 in longer.text
    assert re.search(r'<details class="kept__change" open', longer.text)
    assert officer.submit(one, {"text": " "}).status_code == 422
    assert texts(as_unit) == [TEXT]


def test_other_desks_notes_are_not_there(signed_in, ids, kept, as_unit):
    chair, above = signed_in("leader.cs-a11"), signed_in("leader.tinh-a")
    for client, code in ((chair, "cs-a11"), (above, "tinh-a")):
        assert "bản chụp rõ nét" not in client.get(at(ids, code)).text
        one = at(ids, code, f"notes/{kept}")
        assert client.submit(one, {"text": "x"}).status_code == 404
        assert client.submit(f"{one}/removal").status_code == 404
    assert "Của cơ sở" in chair.get(at(ids, "cs-a11")).text
    viewer = signed_in("viewer.huyen-a1")
    assert viewer.get(at(ids, "huyen-a1")).status_code == 403
    assert texts(as_unit) == [TEXT]


def test_a_note_goes_under_what_is_written_without_a_script(signed_in, ids, kept, as_unit):
    with as_unit("huyen-a1"):
        number = hand_in(Unit.by_code("cs-a11")).id
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1", str(number)))
    fill = at(ids, "huyen-a1", f"{number}/note")
    assert f'formaction="{fill}"' in page.text
    assert "Của cơ sở" not in page.text
    code = re.search(r'name="codes"[^>]*value="(\d+)"', page.text)[1]
    sent = {"canned": str(kept), "note": "Đồng chí xem lại.", "codes": [code]}
    filled = officer.submit(fill, sent)
    assert filled.status_code == 200
    note = re.search(r'<textarea[^>]*id="note"[^>]*>\s*(.*?)</textarea>', filled.text, re.S)[1]
    assert note == f"Đồng chí xem lại.\n{TEXT}"
    assert re.search(rf'checked[^>]*value="{code}"', filled.text)
    assert '<details class="card fold-card" id="reasons" open' in filled.text
    with as_unit("huyen-a1"):
        foreign = CannedNote.of(Unit.by_code("cs-a11"))[0].id
    other = officer.submit(fill, {**sent, "canned": str(foreign)})
    assert "Của cơ sở" not in other.text


def test_a_list_to_choose_from_is_short(as_unit):
    with as_unit("huyen-a1"):
        unit = Unit.by_code("huyen-a1")
        first = CannedNote.add(unit, "0", by=1, at=NOW)
        for number in range(MOST):
            if number:
                CannedNote.add(unit, str(number), by=1, at=NOW)
        assert CannedNote.add(unit, "0", by=1, at=NOW) is first
        with pytest.raises(TooManyNotes):
            CannedNote.add(unit, "x", by=1, at=NOW)
        assert CannedNote(text="a " * 60).short.endswith("a…")
