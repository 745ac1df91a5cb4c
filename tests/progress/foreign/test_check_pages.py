"""A foreign table on the page: what is shown of it, beside what, and what is refused how."""

import io
import re

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app import jobs
from app.journal import JournalLine
from tests.progress.foreign.foreign_tables import NINH_BINH, table
from tests.progress.tables.test_tables import fill
from tests.uploads import files

UNITS = (("LĐLĐ huyện Đông Sơn", 450, 244, 5), ("Hội Chữ thập đỏ", 380, 13, 0))


def sent(client, unit_id, data, *, name="tong-hop.xlsx", htmx=False, **fields):
    address = f"/u/{unit_id}/progress/check"
    client.get(address)
    form = {"file": (io.BytesIO(data), name), "window": "-", **fields}
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if htmx else {}
    more = {"content_type": "multipart/form-data", "headers": headers, "htmx": htmx}
    return client.submit(address, form, **more)


def xlsx(*rows):
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(list(row))
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def test_ninh_binhs_paper_beside_its_unit(demo_app, demo_signed_in):
    officer = demo_signed_in("canbo.ninh-binh")
    unit_id = re.search(r"/u/(\d+)/", officer.get("/").location)[1]
    page = sent(
        officer,
        unit_id,
        NINH_BINH.read_bytes(),
        name="tong-hop-ninh-binh.xlsx",
        window="01-trieu/gd1",
        day="20/5/2022",
    )
    assert page.status_code == 200
    text = page.text
    assert "tong-hop-ninh-binh.xlsx" in text and "Công văn số 117/LĐLĐ-CSPL&amp;QHLĐ" in text
    assert "Ô C21: bảng ghi 4.700, cộng các dòng được 4.640: thừa 60." in text
    assert "Ô E21: bảng ghi 40, cộng các dòng được 39: thừa 1." in text
    assert "Cộng lại thấy 2 chỗ sai." in text and "tính cả không hợp lệ" in text
    assert "2 ô có số khác" in text and "số liệu tính đến hết ngày 20/05/2022" in text
    total = re.search(r'id="c-C21"[^>]*>(.*?)</td>', text, re.S)[1]
    words = re.sub(r"\s*<[^>]+>\s*", " ", total).split()
    assert " ".join(words) == "4.700 tính lại 4.640 hệ thống 4.640"
    assert 'href="#c-C21"' in text and "data-print" in text
    assert text.count('id="c-B') == 15, "each row of the table"


def test_without_a_comparison_it_is_only_added_up(signed_in, ids):
    viewer = signed_in("viewer.tinh-a")
    page = sent(viewer, ids["tinh-a"], xlsx(*table(*UNITS)))
    assert page.status_code == 200 and "Cộng lại khớp" in page.text
    assert "So với số liệu của hệ thống</h2>" not in page.text


def test_beside_ours_names_and_numbers_are_told_apart(app, signed_in, ids):
    with app.app_context():
        fill()
    officer = signed_in("officer.tinh-a")
    page = sent(officer, ids["tinh-a"], xlsx(*table(*UNITS)), window="tsk/gd2")
    assert "hệ thống không có đơn vị trực thuộc tên này" in page.text
    assert "hệ thống 4.000" in page.text and "Có trong hệ thống, không có trong bảng" in page.text
    assert "đang xem xét hoặc đang bổ sung mà bảng không có cột" in page.text


def test_htmx_gets_the_part_and_a_browser_the_page(signed_in, ids):
    viewer = signed_in("viewer.tinh-a")
    data = xlsx(*table(*UNITS))
    part = sent(viewer, ids["tinh-a"], data, htmx=True)
    assert part.status_code == 200 and "<html" not in part.text and 'id="checking"' in part.text
    bad = sent(viewer, ids["tinh-a"], b"", name="", htmx=True)
    assert bad.status_code == 422 and "<html" not in bad.text and 'id="file-error"' in bad.text
    assert "<html" in sent(viewer, ids["tinh-a"], data).text


@pytest.mark.parametrize(
    ("make", "name", "said"),
    [
        (lambda: b"", "", "Xin chọn tệp bảng tổng hợp."),
        (lambda: b"", "a.xlsx", "Tệp không có nội dung"),
        (files.docx, "a.docx", "không phải bảng tính"),
        (lambda: b"PK\x03\x04 broken", "a.xlsx", "Không đọc được tệp"),
        (lambda: b"%PDF-1.7", "a.xlsx", "không phải bảng tính"),
        (lambda: xlsx(("a", "b"), (1, 2)), "a.xlsx", "Không thấy dòng tiêu đề"),
        (lambda: xlsx(table(*UNITS)[0]), "a.xlsx", "không có dòng nào ghi số liệu"),
    ],
)
def test_a_bad_file_is_refused_in_words_at_its_place(signed_in, ids, make, name, said):
    page = sent(signed_in("viewer.tinh-a"), ids["tinh-a"], make(), name=name)
    assert page.status_code == 422 and 'id="file-error"' in page.text
    assert said in page.text and 'id="verdict"' not in page.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"day": "31/9/2023"}, "tháng 9 chỉ có 30 ngày"),
        ({"day": "1/1/2099"}, "Ngày này chưa đến."),
        ({"window": "tsk/gd9"}, "Xin chọn một mục trong danh sách."),
    ],
)
def test_a_bad_day_or_stage_is_refused_at_its_place(signed_in, ids, fields, said):
    page = sent(signed_in("viewer.tinh-a"), ids["tinh-a"], xlsx(*table(*UNITS)), **fields)
    assert page.status_code == 422 and said in page.text
    assert f'id="{next(iter(fields))}-error"' in page.text


def test_words_of_a_file_are_text_and_no_markup(signed_in, ids):
    trick = '"><script>alert(1)</script>'
    rows = table((trick, 3, 2, 1), (trick, 3, 2, 1), ("31/9/2023 " + trick, 1, 1, 1))
    rows[0][3] += trick
    rows[1][2] = trick
    data = xlsx((trick,), *rows)
    page = sent(signed_in("viewer.tinh-a"), ids["tinh-a"], data, name="<script>alert.xlsx")
    assert page.status_code == 200 and "<script>alert" not in page.text


def test_who_may_not_look_at_the_unit_may_not_compare_with_it(signed_in, ids):
    stranger = signed_in("viewer.tinh-b")
    assert stranger.get(f"/u/{ids['tinh-a']}/progress/check").status_code == 404
    stranger.get(f"/u/{ids['tinh-b']}/progress/check")
    foreign = {"file": (io.BytesIO(xlsx(*table(*UNITS))), "a.xlsx"), "window": "-"}
    address = f"/u/{ids['tinh-a']}/progress/check"
    answer = stranger.submit(address, foreign, content_type="multipart/form-data")
    assert answer.status_code == 404


def test_nothing_is_kept(app, signed_in, ids):
    viewer = signed_in("viewer.tinh-a")
    viewer.get(f"/u/{ids['tinh-a']}/progress/check")
    before = lines(app)
    assert sent(viewer, ids["tinh-a"], xlsx(*table(*UNITS)), window="tsk/gd2").status_code == 200
    assert lines(app) == before


def lines(app):
    with app.app_context(), jobs.reading("rows for a test") as session:
        return session.scalar(sa.select(sa.func.count()).select_from(JournalLine))


def test_the_page_costs_few_statements(app, signed_in, ids, statements):
    with app.app_context():
        fill()
    viewer = signed_in("viewer.tinh-a")
    data = xlsx(*table(*UNITS))
    sent(viewer, ids["tinh-a"], data)
    statements.clear()
    viewer.get(f"/u/{ids['tinh-a']}/progress/check")
    asked = len(statements)
    assert asked <= 8
    statements.clear()
    sent(viewer, ids["tinh-a"], data, window="tsk/gd2")
    assert len(statements) - asked <= 14, "\n".join(statements[asked:])
