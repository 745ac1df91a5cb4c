"""A long list: asked for on its page, written by the worker, given out to whoever may have it."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from app import jobs, uploads
from app.access import Role
from app.accounts import Account, Membership
from app.exports import ExportRun, lists, runs, working
from app.initiatives import Initiative, State, erase
from app.initiatives.people import Person
from app.journal import JournalLine
from app.programmes import windows
from app.sheets import read
from app.tenancy import Everything
from app.units import Unit
from tests.exports.long_lists import asked, book, filled, rows_in
from tests.world import NOW
from tests.written import hand_in

LONG = lists.AT_ONCE + 1


def address(ids, tail="", code="huyen-a1"):
    return f"/u/{ids[code]}/exports/{tail}"


def work(app):
    with app.app_context():
        return jobs.run("exports.files")


def run_of(app, number):
    with app.app_context(), jobs.reading("a run of a test") as session:
        run = session.get_one(ExportRun, number)
        session.expunge(run)
        return run


def on_disk(app, digest):
    return app.config["INSTANCE"] / "uploads" / digest[:2] / digest[2:4] / digest


def ask_on_page(client, ids, tail, **more):
    """From the link on a list's page to the page with the bar."""
    page = client.get(address(ids, f"initiatives.xlsx{tail}"), follow_redirects=True)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    answer = client.submit(address(ids, "runs"), {**form, **more})
    assert answer.status_code == 303
    return page, answer.location


def test_the_whole_way(app, signed_in, ids):
    filled(app, LONG)
    officer = signed_in("officer.huyen-a1")
    page, place = ask_on_page(officer, ids, "?stage=gd2&state=registered")
    assert "Danh sách này có 5.001 dòng" in page.text
    waiting = officer.get(place)
    assert "Chờ lập tệp" in waiting.text
    assert 'hx-trigger="click, every 2s"' in waiting.text
    assert officer.get(f"{place}/file").status_code == 409, "no half file is given out"
    assert work(app) == 1
    done = officer.get(place, htmx=True)
    assert "Tệp đã lập xong, có 5.001 dòng" in done.text
    assert "every 2s" not in done.text
    file = officer.get(f"{place}/file")
    assert file.status_code == 200
    assert file.headers["Content-Disposition"].startswith('attachment; filename="sang-kien-huyen')
    assert len(file.data) == file.content_length
    rows = rows_in(file.data)
    assert [row["STT"] for row in rows] == [*range(1, LONG + 1)]
    titles = [row["Tên sáng kiến"] for row in rows]
    assert sorted(titles) == sorted(f"Sáng kiến {n}" for n in range(LONG))
    assert sum(row["Giá trị làm lợi (đồng)"] or 0 for row in rows) == 1_000 * sum(range(LONG))
    assert rows[0]["Số CCCD"] == f"001085{LONG - 1:06}"
    assert rows[0]["Tóm tắt nội dung sáng kiến"] == "=Gọn & “nhanh” <hơn>"
    again = {row.cells["E"].value for row in read(file.data).sheets[0].rows if "E" in row.cells}
    assert again >= set(titles), "it reads back"
    with app.app_context(), jobs.reading("what was written down") as session:
        query = sa.select(JournalLine).where(JournalLine.rows.is_not(None)).order_by(JournalLine.id)
        said = [(one.act, one.rows, one.fields) for one in session.scalars(query)]
    fields = ["id_number", "phone", "stage", "state"]
    assert said == [("export_run.ask", LONG, fields), ("initiative.export", LONG, fields)]
    start = officer.get(address(ids)).text
    assert "Tải được" in start


def test_a_short_list_comes_at_once(app, signed_in, ids):
    filled(app, 3)
    officer = signed_in("officer.huyen-a1")
    answer = officer.get(address(ids, "initiatives.xlsx?state=registered"))
    assert len(rows_in(answer.data)) == 3
    page = officer.get(address(ids, "?list=initiatives&state=registered")).text
    assert "Danh sách này có 3 dòng, tải được ngay" in page


def test_more_than_a_worksheet_holds_is_refused_in_words(app, signed_in, ids, monkeypatch):
    monkeypatch.setattr(lists, "MOST", 2)
    filled(app, 3)
    answer = signed_in("officer.huyen-a1").get(address(ids, "initiatives.xlsx?state=registered"))
    assert answer.status_code == 422
    assert "một trang tính Excel" in answer.text
    assert lists.MOST_ROWS == 1_048_576


def test_a_list_that_has_grown_too_long_is_refused_by_the_worker(app, signed_in, ids, monkeypatch):
    run = asked(app, filled(app, 3))
    monkeypatch.setattr(working, "MOST", 2)
    work(app)
    page = signed_in("officer.huyen-a1").get(address(ids, f"runs/{run}"))
    assert "một trang tính Excel" in page.text


def test_what_happens_meanwhile_neither_doubles_nor_drops_a_row(app, as_unit, monkeypatch):
    scope = filled(app, 40)
    run = asked(app, scope)
    monkeypatch.setattr(working, "AT_ONCE", 10)
    go_on = working.File.go_on
    seen = []

    def between(file):
        seen.append(file.done)
        if file.done == 20:
            with as_unit("huyen-a1") as session:
                hand_in(Unit.by_code("cs-a12"), title="Vừa nộp")
                first, last = (
                    session.scalars(
                        sa.select(Initiative).where(Initiative.title == f"Sáng kiến {n}")
                    )
                    .unique()
                    .one()
                    for n in (0, 39)
                )
                first.reject(by=1, at=NOW)
                last.reject(by=1, at=NOW)
        return go_on(file)

    monkeypatch.setattr(working.File, "go_on", between)
    work(app)
    assert seen == [0, 10, 20, 30, 40]
    rows = rows_in(book(app, run))
    assert [row["Tên sáng kiến"] for row in rows] == [f"Sáng kiến {n}" for n in reversed(range(40))]
    assert [row["Trạng thái"] for row in rows[-2:]] == ["Đang xem xét", "Không hợp lệ"]


def test_a_double_click_asks_once_and_three_are_enough(app, signed_in, ids):
    scope = filled(app, 2)
    assert asked(app, scope) == asked(app, scope)
    leader = signed_in("leader.huyen-a1")
    for number in range(4):
        data = {"list": "initiatives", "q": f"sáng {number}"}
        answers = [leader.submit(address(ids, "runs"), data) for _click in range(2)]
        if number < 3:
            assert answers[0].location == answers[1].location
        else:
            assert {answer.status_code for answer in answers} == {409}


def test_nobody_fills_the_disk(app, signed_in, ids, monkeypatch):
    monkeypatch.setattr(runs, "MOST_KEPT", 2)
    filled(app, 1)
    officer = signed_in("officer.huyen-a1")
    places = []
    for text in ("a", "b", "c"):
        places.append(officer.submit(address(ids, "runs"), {"list": "initiatives", "q": text}))
        work(app)
    assert [answer.status_code for answer in places] == [303, 303, 409]
    assert "Xin xóa bớt tệp" in places[2].text
    officer.submit(f"{places[0].location}/cancellation")
    assert officer.submit(address(ids, "runs"), {"list": "initiatives"}).status_code == 303


def test_whoever_asked_may_cancel_and_throw_away(app, signed_in, ids):
    filled(app, 2)
    officer, leader = signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")
    answer = officer.submit(address(ids, "runs"), {"list": "initiatives"})
    stop = f"{answer.location}/cancellation"
    assert leader.submit(stop).status_code == 409
    assert "Hủy lập tệp" not in leader.get(answer.location).text
    assert officer.submit(stop, follow_redirects=True).status_code == 200
    assert officer.submit(stop).status_code == 303
    assert work(app) == 0
    assert "đã được hủy" in officer.get(answer.location).text
    assert officer.get(f"{answer.location}/file").status_code == 410
    place = officer.submit(address(ids, "runs"), {"list": "initiatives"}).location
    work(app)
    assert officer.get(f"{place}/file").status_code == 200
    assert leader.get(f"{place}/file").status_code == 200
    kept = on_disk(app, run_of(app, int(place.rpartition("/")[2])).sha256)
    assert kept.exists()
    officer.submit(f"{place}/cancellation")
    assert leader.get(f"{place}/file").status_code == 410
    with app.app_context():
        assert jobs.run(working.TIDY) == 1
    assert not kept.exists()


def test_cancelled_while_it_is_written(app, as_unit, monkeypatch):
    scope = filled(app, 30)
    run = asked(app, scope)
    monkeypatch.setattr(working, "AT_ONCE", 10)
    go_on = working.File.go_on

    def cancelled(file):
        if file.done == 20:
            with as_unit("huyen-a1") as session:
                session.get_one(ExportRun, run).cancel(by=1, at=NOW)
        return go_on(file)

    monkeypatch.setattr(working.File, "go_on", cancelled)
    work(app)
    said = run_of(app, run)
    assert (said.state, said.sha256, said.grown) == ("cancelled", None, None)
    assert not [p for p in (app.config["INSTANCE"] / "uploads").rglob("*") if ".aside" in p.name]


def test_after_a_week_it_is_gone_and_says_so(app, signed_in, ids, as_unit):
    run = asked(app, filled(app, 2))
    work(app)
    path = on_disk(app, run_of(app, run).sha256)
    with app.app_context():
        assert jobs.run(working.TIDY) == 0
    assert path.exists()
    with as_unit("huyen-a1") as session:
        kept = session.get_one(ExportRun, run)
        assert kept.expires_at - kept.ended_at == runs.KEPT_FOR == dt.timedelta(days=7)
        kept.expires_at = NOW
    officer = signed_in("officer.huyen-a1")
    assert officer.get(address(ids, f"runs/{run}/file")).status_code == 410
    with app.app_context():
        assert jobs.run(working.TIDY) == 1
        assert jobs.run(working.TIDY) == 0
    assert "quá hạn giữ 7 ngày" in officer.get(address(ids, f"runs/{run}")).text
    assert not path.exists()
    assert run_of(app, run).sha256 is None


def test_whoever_has_lost_the_right_is_refused_in_words(app, signed_in, ids, as_unit):
    run = asked(app, filled(app, 2), personal=True)
    bare = asked(app, filled(app, 0), personal=False)
    work(app)
    with app.app_context(), jobs.step(Everything("a post ends")) as session:
        officer = session.query(Account).filter_by(login="officer.huyen-a1").one()
        post = session.query(Membership).filter_by(account_id=officer.id).one()
        post.role, number = Role.VIEWER.value, post.id
    client = signed_in("officer.huyen-a1")
    answer = client.get(address(ids, f"runs/{run}/file"))
    assert answer.status_code == 403
    assert "nay đồng chí không có quyền xem" in answer.text
    assert client.get(address(ids, f"runs/{bare}/file")).status_code == 200
    with app.app_context(), jobs.step(Everything("a post ends")) as session:
        session.query(Membership).filter_by(id=number).one().role = Role.ADMINISTRATOR.value
    client = signed_in("officer.huyen-a1")
    answer = client.get(address(ids, f"runs/{bare}/file"))
    assert answer.status_code == 403
    assert "không có quyền" in answer.text
    for login, code in (("officer.huyen-a2", "huyen-a2"), ("officer.cs-a11", "cs-a11")):
        for file in (run, bare):
            other = signed_in(login)
            assert other.get(address(ids, f"runs/{file}/file", code)).status_code == 404
            assert other.get(address(ids, f"runs/{file}/file")).status_code == 404


def test_without_the_right_no_telephones_are_in_it(app, signed_in, ids):
    filled(app, 2)
    viewer = signed_in("viewer.huyen-a1")
    viewer.submit(address(ids, "runs"), {"list": "initiatives"})
    work(app)
    (row, _other) = rows_in(viewer.get(address(ids, "runs/1/file")).data)
    assert row["Họ và tên; số điện thoại; ngày tháng năm sinh"] == "Trần Thị Số 1"
    assert row["Số CCCD"] == ""


def test_a_unit_that_has_left_takes_the_file_along(app, signed_in, ids):
    run = asked(app, filled(app, 2))
    work(app)
    officer = signed_in("officer.huyen-a1")
    with app.app_context(), jobs.step(Everything("a unit is opened"), at=NOW):
        Unit.by_code("huyen-a1").open_child(
            code="moi", name="CĐCS Mới", kind="grassroots", by=None, at=NOW
        )
    assert officer.get(address(ids, f"runs/{run}/file")).status_code == 200
    with app.app_context(), jobs.step(Everything("a unit is moved"), at=NOW):
        moved, parent = Unit.by_code("cs-a11"), Unit.by_code("huyen-a2")
        moved.move(parent, document=None, by=None, at=NOW)
    answer = officer.get(address(ids, f"runs/{run}/file"))
    assert answer.status_code == 409
    assert "không còn đúng phạm vi" in answer.text


def test_whoever_is_erased_takes_the_file_along(app, signed_in, ids, as_unit):
    scope = filled(app, 3)
    run = asked(app, scope)
    work(app)
    later = run_of(app, run).ended_at
    with as_unit("cs-a11") as session:  # below: the file lies out of reach until the daily sweep
        erase(session.query(Person).filter_by(full_name="Trần Thị Số 1").one(), by=None, at=later)
    assert run_of(app, run).is_ready
    again = asked(app, scope)
    app.test_cli_runner().invoke(args=["privacy", "sweep"], catch_exceptions=False)
    assert "có người được xóa thông tin" in (
        signed_in("officer.huyen-a1").get(address(ids, f"runs/{run}")).text
    )
    work(app)
    assert "Trần Thị Số 1" not in str(rows_in(book(app, again)))


def test_somebody_erased_while_it_is_written(app, as_unit, monkeypatch):
    run = asked(app, filled(app, 30))
    monkeypatch.setattr(working, "AT_ONCE", 10)
    go_on, gone = working.File.go_on, []

    def erased(file):
        if file.done == 20 and not gone:
            gone.append(True)
            with as_unit("huyen-a1") as session:
                erase(
                    session.query(Person).filter_by(full_name="Trần Thị Số 29").one(),
                    by=None,
                    at=session.get_one(ExportRun, run).began_at,
                )
        return go_on(file)

    monkeypatch.setattr(working.File, "go_on", erased)
    work(app)
    rows = rows_in(book(app, run))
    assert len(rows) == 30
    assert "Trần Thị Số 29" not in str(rows)


def test_a_list_of_two_stages_names_them(app, signed_in, ids, as_unit):
    with as_unit("huyen-a1") as session:
        kept = hand_in(Unit.by_code("huyen-a1"), title="Của giai đoạn 2")
        other = hand_in(Unit.by_code("huyen-a1"), title="Của giai đoạn 1")
        session.flush()
        first = next(w for w in windows(Unit.by_code("huyen-a1")) if w.stage.code == "gd1")
        assert kept.state == other.state == State.ENDORSED
        other.stage_id = first.stage.id
    file = signed_in("officer.huyen-a1").get(
        address(ids, "initiatives.xlsx?list=queue&state=endorsed")
    )
    rows = {row["Tên sáng kiến"]: row["Giai đoạn"] for row in rows_in(file.data)}
    assert rows == {"Của giai đoạn 2": "Giai đoạn 2", "Của giai đoạn 1": "Giai đoạn 1"}
    lines = [row.cells["A"].value for row in read(file.data).sheets[0].rows if "A" in row.cells]
    assert any("Giai đoạn 1; Giai đoạn 2" in str(line) for line in lines)


def test_a_damaged_file_is_not_given_out(app, signed_in, ids):
    run = asked(app, filled(app, 2))
    work(app)
    path = on_disk(app, run_of(app, run).sha256)
    path.write_bytes(path.read_bytes()[:-1])
    assert signed_in("officer.huyen-a1").get(address(ids, f"runs/{run}/file")).status_code == 410


def test_a_piece_in_another_place_does_not_open(app):
    with app.app_context():
        for seal in (b"one", b"two"):
            with uploads.draft("a", seal) as draft:
                draft.add(b"ids")
                draft.add(b"rest")
                digest = draft.keep()
            assert [*uploads.pieces(digest, seal)] == [b"ids", b"rest"]
            assert [*uploads.pieces(digest, seal, since=1)] == [b"rest"]
            with pytest.raises(uploads.FileLost):
                uploads.pieces(digest, b"three", since=1)


def test_two_workers_never_write_one_draft(app):
    with app.app_context(), uploads.draft("a", b"x"), pytest.raises(uploads.DraftBusy):
        uploads.draft("a", b"x").__enter__()
