"""A request is seen by its unit and those above; one desk acts; notes, files keep to the same."""

import io

import pytest
import sqlalchemy as sa

from app.support import InternalNote, Request, RequestFile
from app.uploads import Taken
from tests.support.conftest import DESK, GRASSROOTS, PROVINCE, UPPER, ask, unit
from tests.uploads.files import pdf
from tests.world import NOW

SEEING = (GRASSROOTS, UPPER, PROVINCE, "tld")
BLIND = ("cs-a12", "cs-a0", "huyen-a2", "tinh-b", "cs-b11")
ACTS = {
    "answers": {"text": "Có lời", "act": "reply"},
    "desk": {"unit": "1"},
    "assignee": {"account": "1"},
    "notes": {"note": "Ghi"},
    "ties": {"other": "1", "merge": "1"},
}


@pytest.fixture
def filed(asked, as_unit) -> int:
    """The file of a request."""
    with as_unit(GRASSROOTS) as session:
        request = session.get_one(Request, asked)
        return RequestFile.attach(request, Taken("don.pdf", "pdf", pdf()), by=2, at=NOW).id


@pytest.mark.parametrize("code", SEEING)
def test_seen_by_the_unit_and_above(code, asked, filed, signed_in, ids):
    client = signed_in(f"leader.{code}")
    page = client.get(f"/u/{ids[code]}/support/{asked}")
    assert page.status_code == 200 and "Danh sách bị từ chối ở dòng 12" in page.text
    file = client.get(f"/u/{ids[code]}/support/{asked}/files/{filed}")
    assert file.status_code == 200 and file.data == pdf()


@pytest.mark.parametrize("code", BLIND)
def test_not_seen_beside_or_below(code, asked, filed, signed_in, ids):
    client = signed_in(f"leader.{code}")
    base = f"/u/{ids[code]}/support"
    assert client.get(f"{base}/{asked}").status_code == 404
    assert client.get(f"{base}/{asked}/files/{filed}").status_code == 404
    for tail, form in ACTS.items():
        assert client.submit(f"{base}/{asked}/{tail}", form).status_code == 404
    assert "Danh sách bị từ chối" not in client.get(f"{base}/").text
    assert "Danh sách bị từ chối" not in client.get(f"{base}/desk").text


@pytest.mark.parametrize("code", [GRASSROOTS, PROVINCE, "tld"])
@pytest.mark.parametrize("tail", ACTS)
def test_only_the_desk_acts(code, tail, asked, signed_in, as_unit, ids):
    """Whoever sees it, and may answer at a unit of their own, is refused in words."""
    with as_unit("tld") as session:
        other = ask("cs-a12").id
    form = {**ACTS[tail], "other": str(other)} if tail == "ties" else dict(ACTS[tail])
    if tail == "desk":
        form["unit"] = str(ids["tinh-a"] if code != PROVINCE else ids["tld"])
    answer = signed_in(f"leader.{code}").submit(f"/u/{ids[code]}/support/{asked}/{tail}", form)
    assert answer.status_code in (404, 409)
    with as_unit("tld") as session:
        request = session.get_one(Request, asked)
        assert (request.desk.code, len(request.messages), len(request.steps)) == (UPPER, 1, 1)
        assert session.scalars(sa.select(InternalNote)).all() == []


@pytest.mark.parametrize("code", [UPPER, PROVINCE])
def test_a_post_above_gives_no_right_at_the_askers_unit(code, asked, signed_in, ids):
    client = signed_in(f"leader.{code}")
    for tail, form in ACTS.items():
        answer = client.submit(f"/u/{ids[GRASSROOTS]}/support/{asked}/{tail}", form)
        assert answer.status_code == 403, tail


def test_notes_are_of_the_desk_that_wrote_them(asked, signed_in, as_unit, ids):
    with as_unit(UPPER) as session:
        InternalNote.write(session.get_one(Request, asked), unit(UPPER), "Chữ của huyện", **DESK)
        session.get_one(Request, asked).hand_over(unit(PROVINCE), unit(UPPER), **DESK)
    seen = {
        code: "Chữ của huyện"
        in signed_in(f"leader.{code}").get(f"/u/{ids[code]}/support/{asked}").text
        for code in SEEING
    }
    assert seen == {GRASSROOTS: False, UPPER: True, PROVINCE: False, "tld": False}


def test_a_file_of_another_request_is_not_found(filed, signed_in, as_unit, ids):
    with as_unit(GRASSROOTS):
        other = ask().id
    client = signed_in(f"leader.{GRASSROOTS}")
    assert client.get(f"/u/{ids[GRASSROOTS]}/support/{other}/files/{filed}").status_code == 404


def test_a_file_is_looked_at_while_nobody_waits(rostered, signed_in, as_unit, ids, monkeypatch):
    """No transaction is open meanwhile; a double click is one request all the same."""
    from app import uploads
    from app.db import db

    take, open_then = uploads.take, []

    def looked_at(*given):
        open_then.append(db.session().in_transaction())
        return take(*given)

    monkeypatch.setattr(uploads, "take", looked_at)
    client = signed_in(f"leader.{GRASSROOTS}")
    told = {"category": "list", "obstacle": "", "subject_line": "Hỏi", "text": "Ảnh kèm theo"}
    answers = [
        client.submit(
            f"/u/{ids[GRASSROOTS]}/support/",
            {**told, "once": "bấm-hai-lần", "file": (io.BytesIO(pdf()), "don.pdf")},
            content_type="multipart/form-data",
        )
        for _click in range(2)
    ]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert open_then == [False]
    with as_unit(GRASSROOTS) as session:
        (file,) = session.scalars(sa.select(RequestFile))
        assert (file.name, session.scalars(sa.select(Request)).all()[0].id) == (
            "don.pdf",
            file.request_id,
        )


def test_a_file_that_is_none_is_refused_in_words(rostered, signed_in, as_unit, ids):
    client = signed_in(f"leader.{GRASSROOTS}")
    told = {"category": "list", "obstacle": "", "subject_line": "Hỏi", "text": "Ảnh kèm theo"}
    answer = client.submit(
        f"/u/{ids[GRASSROOTS]}/support/",
        {**told, "once": "tệp-lạ", "file": (io.BytesIO(b"MZ program"), "a.exe")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422 and "a.exe" in answer.text
    with as_unit(GRASSROOTS) as session:
        assert session.scalars(sa.select(Request)).all() == []
