"""Files of an initiative: who may add, read and remove them, and that nobody else finds them."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.initiatives import Person, State
from app.initiatives.attachments import Attachment
from app.initiatives.privacy import erase
from app.uploads import store
from tests.initiatives.sending import CHAIR, files_of, send
from tests.uploads.files import docx, pdf, picture
from tests.world import NOW

# --- adding ---


def test_a_file_that_is_added_is_listed_with_its_size(sent, signed_in, ids):
    chair, initiative, _file = sent
    for tail in ("", "/edit"):
        page = chair.get(f"/u/{ids['cs-a11']}/initiatives/{initiative}{tail}")
        assert "Ảnh cữ gá.jpg" in page.text
        assert "1 KB" in page.text
        assert "1/5" in page.text


def test_with_htmx_only_the_part_with_the_files_comes_back(signed_in, made, at):
    answer = send(signed_in(CHAIR), at(made()), htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="card" id="attachments"')
    assert "Ảnh cữ gá.jpg" in answer.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ program", "Chỉ nhận ảnh JPEG, PNG, tệp PDF và tệp Word"),
        (docx({"word/vbaProject.bin": b"x"}), "có chứa macro"),
        (pdf(b"<< /S /JavaScript /JS (1) >>"), "mã lệnh"),
        (b"", "Tệp không có nội dung"),
        (b"x" * (8 * 2**20 + 1), "Mỗi tệp tối đa 8 MB"),
    ],
    ids=["program", "macro", "script", "empty", "9 MB"],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_refusal_stands_at_the_field_and_nothing_else_is_lost(sent, at, data, said, htmx):
    chair, initiative, file = sent
    answer = send(chair, at(initiative), data, htmx=htmx)
    assert answer.status_code == 422
    assert said in answer.text.partition('id="file-error"')[2].partition("</ul>")[0]
    assert files_of(answer) == [file], "what was there is there"


@pytest.mark.parametrize(("login", "offered"), [(CHAIR, True), ("viewer.cs-a11", False)])
def test_what_is_too_big_to_be_received_is_refused_at_the_field_too(
    sent, signed_in, at, login, offered
):
    _chair, initiative, file = sent
    answer = send(signed_in(login), at(initiative), b"x" * (13 * 2**20))
    assert answer.status_code == 413
    assert ("Mỗi tệp tối đa 8 MB" in answer.text) is offered
    assert (files_of(answer) == [file]) is offered


def test_no_file_chosen_is_said_at_the_field(signed_in, made, at):
    answer = signed_in(CHAIR).submit(at(made()), {}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Xin chọn tệp." in answer.text


def test_five_files_are_the_most_and_the_same_twice_is_one(signed_in, made, at):
    chair, initiative = signed_in(CHAIR), made()
    for width in (10, 20, 30, 40, 50, 50):
        page = send(chair, at(initiative), picture(size=(width, 9)), follow_redirects=True)
    assert len(files_of(page)) == 5
    assert 'type="file"' not in page.text, "there is no room for a sixth"
    refused = send(chair, at(initiative), picture(size=(60, 9)))
    assert refused.status_code == 409
    assert "tối đa 5 tệp" in refused.text
    assert len(files_of(refused)) == 5


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ENDORSED])
def test_what_was_handed_in_takes_no_file_and_loses_none(signed_in, made, at, as_unit, state):
    chair, initiative = signed_in(CHAIR), made(state)
    answer = send(chair, at(initiative))
    assert answer.status_code == 409
    page = chair.get(at(initiative).removesuffix("/attachments"))
    assert not files_of(page)
    assert 'type="file"' not in page.text


def test_who_only_looks_can_read_but_not_add_or_remove(sent, signed_in, at):
    _chair, initiative, file = sent
    viewer = signed_in("viewer.cs-a11")
    assert viewer.get(file).status_code == 200
    assert 'type="file"' not in viewer.get(at(initiative).removesuffix("/attachments")).text
    assert send(viewer, at(initiative)).status_code == 403
    assert viewer.submit(f"{file}/removal").status_code == 403


# --- reading ---


def test_a_file_goes_out_to_be_saved_under_its_own_policy(sent):
    chair, _initiative, file = sent
    answer = chair.get(file)
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.content_type == "image/jpeg"
    headers = answer.headers
    assert headers["Content-Disposition"].startswith('attachment; filename="Anh cu ga.jpg"; ')
    assert "filename*=UTF-8''%E1%BA%A2nh%20c%E1%BB%AF%20g%C3%A1.jpg" in answer.headers.get(
        "Content-Disposition"
    )
    assert headers.getlist("Content-Security-Policy") == ["sandbox; default-src 'none'"]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]
    assert headers["Cache-Control"] == "no-store"


def test_a_hostile_name_stays_a_name(signed_in, made, at):
    chair, initiative = signed_in(CHAIR), made()
    name = '../../<script>x()</script>"\u202egpj.exe'
    (file,) = files_of(send(chair, at(initiative), name=name, follow_redirects=True))
    header = chair.get(file).headers["Content-Disposition"]
    assert ".." not in header and "/" not in header and "<" not in header


def test_units_above_read_and_siblings_do_not_find(sent, signed_in, ids):
    _chair, _initiative, file = sent
    tail = file.partition("/initiatives/")[2]
    above = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/initiatives/{tail}")
    assert above.status_code == 200
    sibling = signed_in("leader.cs-a12")
    assert sibling.get(file).status_code == 404
    assert sibling.get(f"/u/{ids['cs-a12']}/initiatives/{tail}").status_code == 404
    removal = f"/u/{ids['cs-a12']}/initiatives/{tail}/removal"
    assert sibling.submit(removal).status_code == 404


def test_a_file_is_found_under_its_own_initiative_only(sent, made):
    chair, initiative, file = sent
    other = file.replace(f"/{initiative}/", f"/{made()}/")
    assert chair.get(other).status_code == 404
    assert chair.submit(f"{other}/removal").status_code == 404
    assert chair.get(file).status_code == 200


def test_nobody_reads_without_signing_in(sent, client):
    assert client.get(sent[2]).status_code == 303


def test_a_file_that_is_not_what_was_kept_is_not_sent(sent, app):
    chair, _initiative, file = sent
    for path in (app.config["INSTANCE"] / "uploads").glob("??/??/*"):
        path.write_bytes(b"other")
    answer = chair.get(file)
    assert answer.status_code == 410
    assert "không còn nguyên" in answer.text


# --- removing, the journal, the sweep ---


@pytest.mark.parametrize("htmx", [False, True])
def test_a_removed_file_is_gone_from_all_addresses(sent, htmx):
    chair, _initiative, file = sent
    answer = chair.submit(f"{file}/removal", htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert chair.get(file).status_code == 404
    assert chair.submit(f"{file}/removal").status_code == 404


def test_the_journal_names_rows_and_nothing_of_the_file(sent, lines):
    chair, _initiative, file = sent
    chair.get(file)
    chair.submit(f"{file}/removal")
    number = int(file.rpartition("/")[2])
    acts = ["attachment.add", "attachment.read", "attachment.remove"]
    assert lines() == [(act, number, []) for act in acts]


def test_the_sweep_leaves_what_a_row_names(sent, app, monkeypatch):
    chair, _initiative, file = sent
    monkeypatch.setattr(store, "UNNAMED_FOR", -store.UNNAMED_FOR)
    sweep = app.test_cli_runner()
    sweep.invoke(args=["uploads", "sweep"], catch_exceptions=False)
    assert chair.get(file).status_code == 200
    chair.submit(f"{file}/removal")
    said = sweep.invoke(args=["uploads", "sweep"], catch_exceptions=False).output
    assert said == "1 files swept\n"


def test_what_follows_a_unit_follows_with_its_files(sent, as_unit):
    with as_unit("tld"):
        (row,) = db.session.scalars(sa.select(Attachment)).all()
        assert row.unit_path == row.initiative.unit_path
        assert len(row.sha256) == 64 and row.by_id


def test_the_files_of_whoever_is_erased_go_too(sent, as_unit):
    chair, _initiative, file = sent
    with as_unit("cs-a11"):
        erase(db.session.scalars(sa.select(Person)).one(), by=None, at=NOW)
    assert chair.get(file).status_code == 404
    with as_unit("cs-a11"):
        (row,) = db.session.scalars(sa.select(Attachment)).all()
        assert (row.state, row.name) == ("removed", f"tep-{row.id}")
