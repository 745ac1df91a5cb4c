"""What goes out of a table is read back, and adds up to a count by brute force."""

import csv
import datetime as dt
import html
import io
import re

import openpyxl
import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.db import db
from app.initiatives import Initiative
from app.journal import JournalLine
from app.units import Unit
from app.vietnamese import count_text
from tests.progress.tables.test_tables import fill

COLUMNS = {
    "Hợp lệ": ["valid"],
    "Không hợp lệ": ["invalid"],
    "Đang xem xét": ["submitted", "endorsed"],
    "Yêu cầu bổ sung": ["returned"],
}
REGISTERED = ("submitted", "endorsed", "valid")
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)


@pytest.fixture
def filled(app):
    with app.app_context():
        fill()


@pytest.fixture
def viewer(filled, signed_in):
    return signed_in("viewer.tinh-a")


def at(ids, tail, code="tinh-a"):
    return f"/u/{ids[code]}/progress/{tail}"


def states(app, code):
    """Of the initiatives at and below each child, and of the unit's own, by name."""
    with app.app_context(), jobs.reading("brute force"):
        unit = Unit.by_code(code)
        below = {child.name: child.path for child in db.session.scalars(unit.children()).unique()}
        rows = db.session.execute(sa.select(Initiative.unit_path, Initiative.state)).all()
        own = [state for path, state in rows if path == unit.path]
        found = {n: [s for where, s in rows if where.startswith(p)] for n, p in below.items()}
        return {**found, "Đơn vị khác": own} if own or not below else found


def counted(found, heading):
    return [sum(state in COLUMNS[heading] for state in some) for some in found.values()]


def from_csv(answer):
    text = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def from_xlsx(answer):
    """The table, with the two lines of its header as one."""
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = [["" if c is None else str(c) for c in row] for row in sheet.values]
    start = next(number for number, row in enumerate(rows) if row[0] == "STT")
    head = [low or high for high, low in zip(rows[start], rows[start + 1], strict=True)]
    return [head, *rows[start + 2 :]]


def from_page(answer):
    table = re.search(r"<table.*?</table>", answer.text, re.DOTALL)[0]
    rows = [CELL.findall(row) for row in table.split("</tr>")]
    text = [[html.unescape(re.sub("<[^>]+>", "", cell)) for cell in row] for row in rows if row]
    first = text[0]
    head = [*first[:3], *text[1], *first[4:]]
    plain = re.compile(r"(?<=\d)\.(?=\d{3})")
    return [head, *([plain.sub("", cell) for cell in row] for row in text[2:])]


@pytest.mark.parametrize("code", ["tld", "tinh-a", "huyen-a1", "cs-a11"])
@pytest.mark.parametrize(
    ("tail", "rows_of"),
    [("table.csv", from_csv), ("table.xlsx", from_xlsx), ("print", from_page)],
)
def test_each_output_adds_up_to_what_is_there(app, filled, signed_in, ids, code, tail, rows_of):
    answer = signed_in(f"viewer.{code}").get(at(ids, f"{tail}?stage=gd2", code))
    head, *rows = rows_of(answer)
    end = next(number for number, row in enumerate(rows) if row[1] == "Tổng cộng")
    lines, total = rows[:end], rows[end]
    found = states(app, code)
    if code == "cs-a11":
        (line,) = lines
        assert line[1] == "CĐCS Công ty TNHH May Hòa Bình", "who has nobody below prints itself"
    for column, heading in enumerate(head):
        if heading in COLUMNS:
            assert [int(line[column]) for line in lines] == counted(found, heading), heading
            assert int(total[column]) == sum(counted(found, heading))
    last = head.index("Cộng")
    for row in [*lines, total]:
        assert sum(map(int, row[3:last])) == int(row[last])
    quotas = [int(line[2]) for line in lines if line[2] not in ("", "–")]
    assert total[2] in ([str(sum(quotas))] if quotas else ["", "–"])
    printed = sum(int(line[last]) for line in lines)
    assert printed == sum(s not in ("draft", "withdrawn") for some in found.values() for s in some)


def test_the_sheet_has_the_header_of_the_dispatch(viewer, ids):
    answer = viewer.get(at(ids, "table.xlsx?stage=gd2"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"A6:A7", "B6:B7", "C6:C7"} <= merged
    group = next(cells for cells in merged if cells.startswith("D6:"))
    assert group.endswith("6"), "the counted columns stand under one heading"
    assert sheet["D6"].value == "Số sáng kiến được đăng ký tham gia chương trình"
    assert (sheet["D7"].value, sheet["E7"].value) == ("Hợp lệ", "Không hợp lệ")
    assert sheet.print_title_rows == "$6:$7", "the header prints on each page"
    texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Số liệu tính đến 08:00 ngày 06/03/2023" in texts
    assert "Tỷ lệ tính trên số đã đăng ký: đang xem xét và hợp lệ." in texts
    assert "Chỉ tiêu chưa phân bổ" in texts and 60 in texts


def test_a_past_moment_goes_out_as_it_was(app, viewer, ids):
    asked = "stage=gd2&on=24/2/2023&time=17:00"
    rows = from_csv(viewer.get(at(ids, f"table.csv?{asked}")))
    until = clock.end_of(dt.date(2023, 2, 24), dt.time(17))
    with app.app_context(), jobs.reading("brute force"):
        path = Unit.by_code("tinh-a").path
        query = sa.select(Initiative).where(Initiative.unit_path.startswith(path))
        sent = [i for i in db.session.scalars(query).unique() if i.submitted_at]
        early = {i.id for i in sent if i.submitted_at <= until}
    total = next(row for row in rows if row[1:2] == ["Tổng cộng"])
    assert 0 < int(total[rows[0].index("Cộng")]) <= len(early)
    stamp = "Số liệu tính đến 17:00 ngày 24/02/2023, theo tổ chức ở thời điểm đó"
    assert ["", stamp] in rows
    paper = viewer.get(at(ids, f"print?{asked}")).text
    assert stamp in paper
    today = viewer.get(at(ids, f"print?{asked}&tree=today")).text
    assert "17:00 ngày 24/02/2023, theo tổ chức hiện nay" in today


def test_the_rate_is_rounded_beside_the_exact_one_only_when_asked(viewer, ids):
    exact = from_csv(viewer.get(at(ids, "table.csv?stage=gd2")))
    both = from_csv(viewer.get(at(ids, "table.csv?stage=gd2&round=0")))
    assert exact[0][-1] == "Tỷ lệ" and both[0][-2:] == ["Tỷ lệ", "Tỷ lệ làm tròn"]
    for one, other in zip(exact[1:4], both[1:4], strict=True):
        assert one == other[:-1]
    assert re.fullmatch(r"\d+%", both[1][-1])
    assert "Tỷ lệ làm tròn" in viewer.get(at(ids, "print?stage=gd2&round=0")).text


def test_plain_text_is_in_the_journal_and_needs_the_right(app, viewer, signed_in, ids):
    answer = viewer.get(at(ids, "table.csv?stage=gd2&on=1/3/2023"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "tong-hop-tinh-a-gd2-20230301.csv" in answer.headers["Content-Disposition"]
    with app.app_context(), jobs.reading("the journal"):
        query = sa.select(JournalLine).where(JournalLine.act == "progress.export")
        (line,) = db.session.scalars(query)
        assert (line.fields, line.rows) == (["on", "stage"], 3)
    assert signed_in("administrator.tinh-a").get(at(ids, "table.csv")).status_code == 403
    assert signed_in("viewer.tinh-b").get(at(ids, "table.csv")).status_code == 404


def letters(page):
    """The texts of the page, by the id of their unit."""
    found = re.findall(r'<pre class="letter__text" id="text-(\d+)">(.*?)</pre>', page, re.DOTALL)
    return {int(number): html.unescape(text) for number, text in found}


def test_a_text_says_what_a_unit_has_and_what_is_missing(app, viewer, ids):
    texts = letters(viewer.get(at(ids, "message?stage=gd2")).text)
    assert set(texts) == {ids[code] for code in ("tinh-a", "huyen-a1", "huyen-a2", "cs-a0")}
    found = states(app, "tinh-a")
    said = texts[ids["huyen-a1"]]
    some = found["LĐLĐ huyện Đông Sơn"]
    pending, valid = counted({"x": some}, "Đang xem xét")[0], some.count("valid")
    assert said.startswith("Kính gửi LĐLĐ huyện Đông Sơn,\nLĐLĐ tỉnh An Phú thông báo")
    assert "số liệu tính đến 08:00 ngày 06/03/2023:" in said
    assert "- Chỉ tiêu: 4.000" in said
    registered = pending + valid
    expected = f"- Đã đăng ký: {registered} (hợp lệ {valid}, đang xem xét {pending})"
    assert expected in said
    assert f"- Còn thiếu: {count_text(4000 - registered)}, hạn 30/09/2023, cần " in said
    returned = some.count("returned")
    assert (f"- Phải bổ sung: {returned}" in said) == bool(returned)
    assert said.endswith("Trân trọng cảm ơn!")
    assert "- Chỉ tiêu: chưa được giao" in texts[ids["huyen-a2"]]
    taking = sum(any(s in REGISTERED for s in some) for some in found.values())
    assert f"- Đơn vị trực thuộc đã tham gia: {taking}/3" in texts[ids["tinh-a"]]


def test_papers_that_lack_are_those_of_the_list_of_the_house(app, viewer, ids):
    texts = letters(viewer.get(at(ids, "message?stage=gd2")).text)
    number = re.compile(r"Thiếu hồ sơ: (\d+)")
    said = {code: int(number.search(texts[ids[code]])[1]) for code in ("tinh-a", "huyen-a1")}
    for code, lacking in said.items():
        page = viewer.get(f"/u/{ids[code]}/initiatives/lacking?stage=gd2").text
        assert re.search(rf'data-label="Sáng kiến thiếu">{lacking}<', page), code
    then = letters(viewer.get(at(ids, "message?stage=gd2&on=1/3/2023")).text)
    assert "Thiếu hồ sơ" not in then[ids["tinh-a"]], "of a past day nobody knows"


def test_the_texts_can_be_chosen(viewer, ids):
    texts = letters(viewer.get(at(ids, "message?stage=gd2&q=tay+son")).text)
    assert set(texts) == {ids["tinh-a"], ids["huyen-a2"]}
    texts = letters(viewer.get(at(ids, "message?stage=gd2&status=no-quota")).text)
    assert set(texts) == {ids["tinh-a"], ids["huyen-a2"]}
    assert "Không có đơn vị nào như đang lọc" in viewer.get(at(ids, "message?q=xyz")).text


def test_a_unit_that_has_nobody_below_has_its_own_text_alone(filled, signed_in, ids):
    page = signed_in("leader.cs-a11").get(at(ids, "message?stage=gd2", "cs-a11")).text
    assert set(letters(page)) == {ids["cs-a11"]}


@pytest.mark.parametrize("tail", ["print", "message", "table.csv"])
def test_each_output_costs_at_most_eight_statements(viewer, ids, statements, tail):
    viewer.get(at(ids, f"{tail}?stage=gd2"))
    statements.clear()
    assert viewer.get(at(ids, f"{tail}?stage=gd2")).status_code == 200
    assert len(statements) <= 8 + (tail == "table.csv"), "\n".join(statements)


def test_the_unit_page_leads_to_each(viewer, signed_in, ids):
    page = viewer.get(at(ids, "?stage=gd2")).text
    for tail in ("table.xlsx", "table.csv", "print", "message"):
        assert f"progress/{tail}?" in page
    page = signed_in("administrator.tinh-a").get(at(ids, "?stage=gd2")).text
    assert "progress/print?" in page and "progress/table" not in page
