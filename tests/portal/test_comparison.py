"""The portal's statistics beside ours: only there, only here, which stand otherwise."""

import datetime as dt
import io
import re

import pytest
from openpyxl import load_workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.initiatives import Initiative, State
from app.journal import JournalLine
from app.portal.carrying import Carried
from app.portal.comparing import compare
from app.portal.reading import NotReadable, There, read
from app.programmes import windows
from app.units import Unit
from tests.portal.tables import table, two_storeys
from tests.portal.test_entering import at, made  # noqa: F401  (a fixture)
from tests.world import NOW

MAY = "CĐCS Công ty TNHH May Hòa Bình"
SCHOOL = "CĐCS Trường Tiểu học Lê Lợi"


def send(client, address, data, act=""):
    """The file as a browser sends it."""
    client.get(address)
    form = {
        "csrf_token": client.csrf,
        "act": act,
        "file": FileStorage(io.BytesIO(data), "cong.xlsx"),
    }
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    headers = {"Referer": "http://localhost/"}
    return client.post(address, data=body, content_type=kind, headers=headers)


@pytest.fixture
def compared(as_unit):
    """`compared(rows)`: the comparison of the district in stage 2."""

    def run(*rows):
        with as_unit("huyen-a1"):
            unit = Unit.by_code("huyen-a1")
            stage = next(w.stage for w in windows(unit) if w.stage.code == "gd2")
            there = [There(n, *row) for n, row in enumerate(rows, 3)]
            return compare(there, unit, stage)

    return run


# code, name, title, unit, status
def row(title, name="Nguyễn Văn An", unit=MAY, code="", said="Hợp lệ"):
    return (code, name, title, unit, said)


def test_headings_in_any_order_are_understood():
    (one,) = read(two_storeys())
    assert (one.code, one.name, one.title) == ("SK77", "Trần Thị Hoa", "Cải tiến cữ gá")
    assert (one.unit, one.status, one.row) == ("CĐCS Bệnh viện Tây Sơn", "pending", 3)


def test_what_is_no_list_is_refused_in_words(app):
    with app.test_request_context():
        with pytest.raises(NotReadable) as refused:
            read(table([], ["a", "b"]))
        assert "tiêu đề" in str(refused.value)
        with pytest.raises(NotReadable) as empty:
            read(table([]))
        assert "chưa có dòng" in str(empty.value)
        with pytest.raises(NotReadable):
            read(b"no spreadsheet")


@pytest.mark.parametrize(
    ("said", "status"),
    [("HỢP LỆ", "valid"), ("không hợp lệ", "invalid"), ("Chờ duyệt", "pending"), ("Lạ", None)],
)
def test_the_portals_words(said, status):
    assert There(1, said=said).status == status


def test_which_twelve(compared, made):  # noqa: F811
    for number in range(3):
        made(title=f"Chỉ ở đây {number}")
    made(title="Cả hai nơi")
    made(title="Khác trạng thái", state=State.ENDORSED)
    result = compared(
        row("CẢ HAI  NƠI"),
        row("Khác trạng thái"),
        row("Chỉ trên cổng", unit="Trường Tiểu học Lê Lợi"),
        row("Không biết", unit="Công ty Ở Đâu", said="Đã gửi"),
    )
    assert sorted(one.title[-1] for one in result.only_here) == ["0", "1", "2"]
    assert [one.title for one in result.only_there] == ["Chỉ trên cổng", "Không biết"]
    assert [pair.here.title for pair in result.differing] == ["Khác trạng thái"]
    figures = {
        line.name: (line.there, line.here, line.only_there, line.only_here, line.differs)
        for line in result.lines
    }
    assert figures == {
        MAY: (2, 5, 0, 3, 1),
        SCHOOL: (1, 0, 1, 0, 0),
        result.lines[-1].name: (1, 0, 1, 0, 0),
    }
    assert dict(result.unknown_units) == {"Công ty Ở Đâu": 1}
    assert dict(result.unknown_words) == {"Đã gửi": 1}
    total = result.total
    assert (total.there, total.here) == (4, 5)


def test_the_code_goes_before_the_words(compared, made, as_unit):  # noqa: F811
    number, other = made(title="Tên cũ"), made(title="Tên mới")
    with as_unit("tinh-a") as session:
        session.get(Initiative, number).enter_on_portal("SK1", dt.date(2023, 3, 1), by=1, at=NOW)
    result = compared(row("Tên mới", code="SK1"))
    assert [pair.here.id for pair in result.pairs] == [number]
    assert [one.id for one in result.only_here] == [other]


def test_the_same_words_elsewhere_are_another_one(compared, made):  # noqa: F811
    mine, school = made("cs-a11", title="Một"), made("cs-a12", title="Một")
    result = compared(row("Một", unit=SCHOOL), row("Một", unit="Đơn vị lạ"))
    assert [pair.here.id for pair in result.pairs] == [school, mine]


def test_what_the_portal_has_at_another_unit_is_said(compared, made):  # noqa: F811
    mine = made("cs-a11", title="Một")
    result = compared(row("Một", unit=SCHOOL, code="A1"))
    assert [pair.here.id for pair in result.elsewhere] == [mine]
    assert (result.only_there, result.only_here, result.codes) == ([], [], {})
    figures = {line.name: (line.there, line.here, line.elsewhere) for line in result.lines}
    assert figures == {MAY: (0, 1, 1), SCHOOL: (1, 0, 1)}
    assert result.total.elsewhere == 1
    assert not result.total.agrees


def test_two_of_one_name_are_matched_one_by_one(compared, made):  # noqa: F811
    ours = {made(title="Đôi"), made(title="Đôi")}
    result = compared(row("Đôi", code="A1"), row("Đôi", code="A2"), row("Đôi", code="A3"))
    assert {pair.here.id for pair in result.pairs} == ours
    assert [one.code for one in result.only_there] == ["A3"]
    assert sorted(result.codes.values()) == ["A1", "A2"]


def test_a_code_on_two_rows_is_nobodys(compared, made):  # noqa: F811
    made(title="Một")
    made(title="Hai")
    assert compared(row("Một", code="A1"), row("Hai", code="A1")).codes == {}


ROWS = [
    ["SK-01", "Nguyễn Văn An", MAY, "Một", "Hợp lệ"],
    ["SK-02", "Nguyễn Văn An", MAY, "Hai", "Không hợp lệ"],
    ["SK-03", "=1+1", SCHOOL, "Ba", "Lạ"],
]


def test_the_pages(signed_in, ids, made, as_unit):  # noqa: F811
    one = made(title="Một")
    made(title="Hai")
    made(title="Bốn")
    officer = signed_in("officer.huyen-a1")
    address = at(ids, "huyen-a1", "comparison")
    assert send(officer, address, b"").status_code == 422
    assert send(officer, address, b"x").status_code == 422
    page = send(officer, address, table(ROWS))
    assert page.status_code == 200
    assert "2 mã trên cổng khớp" in page.text
    assert "Không hiểu trạng thái: Lạ" in page.text
    sealed = re.search(r'name="rows" value="([^"]+)"', page.text)[1]
    with as_unit("cs-a11") as session:
        assert session.get(Initiative, one).portal_code is None, "nothing is written yet"
    file = officer.submit(address + "/table.xlsx", {"rows": sealed})
    book = load_workbook(io.BytesIO(file.data))
    lists = ["Chỉ có trên cổng", "Chỉ có ở đây", "Khác trạng thái", "Khác đơn vị"]
    assert book.sheetnames == ["Tổng hợp", *lists]
    cells = [[c.value for c in r] for r in book["Chỉ có trên cổng"].iter_rows(min_row=2)]
    assert cells == [["5", "SK-03", "=1+1", SCHOOL, "Ba", "Lạ"]]
    assert book["Chỉ có trên cổng"]["C2"].data_type == "s"
    answer = officer.submit(address + "/codes", {"rows": sealed, "day": "1/3/2023"})
    assert answer.status_code == 303
    assert "Đã ghi 2 mã cổng" in officer.get(answer.location).text
    with as_unit("cs-a11") as session:
        assert session.get(Initiative, one).portal_code == "SK-01"
        lines = [line for line in session.query(JournalLine) if "portal" in line.act]
        assert len(lines) == 2
    with as_unit("huyen-a1") as session:
        (line,) = [x for x in session.query(JournalLine) if x.act == "portal.export"]
        assert line.rows == 3
    again = officer.submit(address + "/codes", {"rows": sealed, "day": "1/3/2023"})
    assert "Đã ghi 0 mã" in officer.get(again.location).text


def test_the_file_at_once(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    answer = send(officer, at(ids, "huyen-a1", "comparison"), table(ROWS), act="file")
    assert answer.data.startswith(b"PK")


def test_rows_of_another_unit_or_changed_are_not_taken(signed_in, ids, app, as_unit):
    with as_unit("huyen-a2"):
        sealed = Carried(ids["huyen-a2"], "gd2", "a", [There(3, "SK1", "A", "B")]).sealed
    officer = signed_in("officer.huyen-a1")
    for said in (sealed, sealed[:-2] + "xx", ""):
        address = at(ids, "huyen-a1", "comparison/codes")
        assert officer.submit(address, {"rows": said, "day": "1/3/2023"}).status_code == 400


def test_twenty_thousand_rows_travel_in_a_form(app, as_unit):
    """Names and titles that differ, as they do."""
    rows = [
        There(
            n,
            f"SK{n * 7919 % 1000003:07}",
            f"Nguyễn Văn {n:05}",
            f"Cải tiến quy trình số {n} tại phân xưởng {n % 37} của công ty",
            f"CĐCS Công ty số {n % 400}",
            "Hợp lệ",
        )
        for n in range(20_000)
    ]
    with as_unit("huyen-a1"):
        unit = Unit.by_code("huyen-a1")
        sealed = Carried(unit.id, "gd2", "cong.xlsx", rows).sealed
        assert sealed is not None
        assert Carried.unsealed(unit, sealed).rows == rows
