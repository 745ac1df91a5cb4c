"""The pages on which a list is handed in, looked at and taken."""

import io
import logging
import re

import pytest
import sqlalchemy as sa
from openpyxl import Workbook

from app import jobs
from app.db import db
from app.initiatives import Initiative
from app.intake import Batch
from app.units import Unit
from tests.browser import axe_findings, chromium, live, page_at
from tests.intake.lists import paper, sample
from tests.intake.test_paper import long_list
from tests.world import NOW, PASSWORD

NAME = "CĐCS Công ty TNHH May An Bình"
OFFICER = "officer.huyen-a1"


@pytest.fixture
def an_binh(as_unit) -> None:
    with as_unit("huyen-a1"):
        Unit.by_code("cs-a11").rename(NAME, by=None, at=NOW)


def hand_in(client, unit_id: int, data: bytes, name: str = "ds.xlsx", **fields: str):
    """Fill the form in; the answer leads to the batch, or shows the form again."""
    address = f"/u/{unit_id}/intake/"
    page = client.get(address)
    chosen = re.search(r'<option selected value="(\d+)"', page.text)[1]
    fields = {"stage": chosen, "about": "", **fields}
    return client.submit(address, {**fields, "file": (io.BytesIO(data), name)})


def test_a_list_is_looked_at_and_taken(signed_in, ids, as_unit, an_binh):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    answer = hand_in(officer, unit, sample("danh-sach-cdcs"), "danh-sach-cdcs.xlsx")
    assert answer.status_code == 303
    page = officer.get(answer.location)
    for words in (NAME, "danh-sach-cdcs.xlsx", "tiêu đề ở dòng 7", "Nhận 12 sáng kiến"):
        assert words in page.text
    for words in ("tháng 8/2022", "quý IV/2022", "năm học 2022–2023", "mùa vụ từ tháng 11/2022"):
        assert words in page.text
    assert "09••••567" in page.text
    assert "0901234567" not in page.text
    with as_unit("huyen-a1"):
        assert db.session.scalar(sa.select(Initiative.id)) is None
    form = {"once": re.search(r'name="once" value="([^"]+)"', page.text)[1]}
    for _click in range(2):
        taken = officer.submit(answer.location + "/taking", form)
        assert taken.status_code == 303
        assert taken.location == answer.location
    assert officer.submit(answer.location + "/taking").status_code == 303, "another tab"
    page = officer.get(answer.location)
    assert "Đã nhận 12 sáng kiến" in page.text
    assert "Nhận 12 sáng kiến</span>" not in page.text
    assert f"/u/{ids['cs-a11']}/initiatives/?stage=gd2" in page.text
    with as_unit("huyen-a1"):
        assert len(db.session.scalars(sa.select(Initiative)).all()) == 12
    assert "Đã nhận 12" in officer.get(f"/u/{unit}/intake/").text
    again = hand_in(officer, unit, sample("danh-sach-cdcs"))
    assert again.location == answer.location
    assert "không có gì thay đổi" in officer.get(again.location).text


def test_errors_are_said_at_their_cells(signed_in, ids):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    answer = hand_in(officer, unit, sample("danh-sach-loi"), about="cs-a11")
    page = officer.get(answer.location)
    assert "Ô E12: không có ngày 31/9/2023 (tháng 9 chỉ có 30 ngày)" in page.text
    assert "Phải sửa" in page.text
    assert "Trùng" in page.text
    assert "Nhận 9 sáng kiến" in page.text
    assert "mất số 0 ở đầu, đã hiểu là 09••••270" in page.text
    only = officer.get(answer.location + "?verdict=error", htmx=True)
    assert only.text.count('<tr id="row-') == 7
    assert "Ô D16" not in only.text


def test_an_unknown_unit_is_asked_for(signed_in, ids, as_unit):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    answer = hand_in(officer, unit, sample("danh-sach-loi"))
    page = officer.get(answer.location)
    assert "Danh sách này của đơn vị nào?" in page.text
    assert "/taking" not in page.text
    assert "Tiểu học" in officer.get(answer.location + "?q=truong").text
    assert "Không tìm thấy" in officer.get(answer.location + "?q=xyzt").text
    assert officer.submit(answer.location + "/taking").status_code == 409
    assert officer.submit(answer.location + "/unit", {"unit": ids["cs-a12"]}).status_code == 303
    page = officer.get(answer.location)
    assert "Nhận 9 sáng kiến" in page.text
    assert "Lê Lợi" in page.text
    for code in ("cs-a21", "tinh-a", "tld", "cs-b11"):
        address = answer.location + "/unit"
        assert officer.submit(address, {"unit": ids[code]}).status_code == 404, code
    assert officer.submit(answer.location + "/unit", {"unit": "x"}).status_code == 404


def test_a_siblings_name_is_not_matched(signed_in, ids):
    officer = signed_in(OFFICER)
    answer = hand_in(officer, ids["huyen-a1"], paper("Bệnh viện Tây Sơn"))
    page = officer.get(answer.location)
    assert "Chưa rõ đơn vị" in page.text
    assert f'value="{ids["cs-a21"]}"' not in page.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp không có nội dung"),
        (b"khong phai bang tinh", "không phải bảng tính"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), ".xls"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (paper("May An Bình", 0), "chưa có dòng sáng kiến nào"),
        (long_list(20_001), "20.001 dòng, mỗi lần nhận tối đa 20.000"),
    ],
    ids=["empty", "text", "xls", "locked", "no rows", "too many"],
)
def test_a_wrong_file_is_refused_at_its_field(signed_in, ids, as_unit, data, words):
    answer = hand_in(signed_in(OFFICER), ids["huyen-a1"], data, about="cs-a12")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="cs-a12"' in answer.text
    with as_unit("huyen-a1"):
        assert db.session.scalar(sa.select(Batch.id)) is None


def test_sixty_thousand_rows_are_refused(signed_in, ids, app):
    book, data = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for number in range(60_000):
        sheet.append([number])
    book.save(data)
    officer = signed_in(OFFICER)
    answer = hand_in(officer, ids["huyen-a1"], data.getvalue())
    assert "Đang mở tệp" in officer.get(answer.location).text
    with app.app_context():
        jobs.run("intake.lists")
    page = officer.get(answer.location)
    assert "60.000 dòng" in page.text
    assert "Chọn tệp khác" in page.text
    again = hand_in(officer, ids["huyen-a1"], data.getvalue())
    assert again.location != answer.location, "what was refused is looked at anew"


def test_no_header_and_no_file(signed_in, ids):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    book, data = Workbook(), io.BytesIO()
    book.worksheets[0].append(["Tên hàng", "Số lượng"])
    book.save(data)
    answer = hand_in(officer, unit, data.getvalue())
    assert answer.status_code == 422
    assert "Không tìm thấy dòng tiêu đề" in answer.text
    answer = officer.submit(f"/u/{unit}/intake/", {"about": "Không có đơn vị này"})
    assert answer.status_code == 422
    assert "Xin chọn tệp danh sách" in answer.text
    assert 'value="Không có đơn vị này"' in answer.text
    assert "Không tìm thấy đơn vị" in answer.text


def test_a_foreign_batch_is_not_found(signed_in, ids, an_binh):
    answer = hand_in(signed_in(OFFICER), ids["huyen-a1"], sample("danh-sach-cdcs"))
    tail = answer.location.partition("/intake/")[2]
    for login, code in (
        ("officer.huyen-a2", "huyen-a2"),
        ("officer.tinh-a", "tinh-a"),
        ("leader.cs-a11", "cs-a11"),
        ("officer.huyen-b1", "huyen-b1"),
    ):
        other = signed_in(login)
        other.get(f"/u/{ids[code]}/intake/")
        address = f"/u/{ids[code]}/intake/{tail}"
        assert other.get(address).status_code == 404
        assert other.submit(address + "/taking").status_code == 404
        assert other.submit(address + "/unit", {"unit": ids[code]}).status_code == 404
        assert "ds.xlsx" not in other.get(f"/u/{ids[code]}/intake/").text
    assert signed_in("viewer.huyen-a1").get(answer.location).status_code == 403


def test_a_stage_that_is_over_says_so(signed_in, ids, as_unit, an_binh):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    page = officer.get(f"/u/{unit}/intake/")
    first = re.search(r'<option value="(\d+)">Giai đoạn 1', page.text)[1]
    answer = hand_in(officer, unit, paper("May An Bình", [_old()]), stage=first)
    page = officer.get(answer.location)
    assert "chỉ nhận từ" in page.text
    assert "/taking" not in page.text
    assert officer.submit(answer.location + "/taking").status_code == 409


def test_nobody_is_named_in_logs_or_addresses(signed_in, ids, caplog, an_binh):
    caplog.set_level(logging.DEBUG)
    officer = signed_in(OFFICER)
    answer = hand_in(officer, ids["huyen-a1"], sample("danh-sach-cdcs"))
    officer.get(answer.location)
    officer.submit(answer.location + "/taking")
    assert re.fullmatch(r"/u/\d+/intake/\d+", answer.location)
    for secret in ("0901234567", "Nguyễn Văn Hải", "1988"):
        assert secret not in caplog.text


def test_the_page_of_a_batch_is_cheap(signed_in, ids, an_binh, statements):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    for data in (sample("danh-sach-cdcs"), sample("danh-sach-loi")):
        address = hand_in(officer, unit, data).location
        statements.clear()
        assert officer.get(address).status_code == 200
        assert len(statements) <= 8, "\n".join(statements)
    address = hand_in(officer, unit, sample("danh-sach-cdcs")).location
    officer.submit(address + "/taking")
    statements.clear()
    officer.get(address)
    assert len(statements) <= 8, "\n".join(statements)


def test_a_list_of_three_hundred_has_pages(signed_in, ids, an_binh):
    officer, unit = signed_in(OFFICER), ids["huyen-a1"]
    address = hand_in(officer, unit, paper("May An Bình", 300)).location
    page = officer.get(address + "?page=6")
    assert "Sáng kiến số 299" in page.text
    assert "Nhận 300 sáng kiến" in page.text
    officer.submit(address + "/taking")
    assert "Đã nhận 300 sáng kiến" in officer.get(address).text


@pytest.mark.parametrize("width", [1366, 390])
def test_in_a_browser(app, ids, an_binh, tmp_path, width):
    (tmp_path / "loi.xlsx").write_bytes(sample("danh-sach-loi"))
    (tmp_path / "sai.xlsx").write_bytes(b"khong phai bang tinh")
    with (
        live(app) as address,
        chromium() as browser,
        page_at(browser, width, base_url=address) as page,
    ):
        page.goto("/accounts/sign-in")
        page.fill("[name=login]", OFFICER)
        page.fill("[name=password]", PASSWORD)
        page.click("form[action*=sign-in] button")
        page.goto(f"/u/{ids['huyen-a1']}/intake/")
        assert axe_findings(page) == []
        for name in ("sai.xlsx", "loi.xlsx"):
            page.set_input_files("[name=file]", tmp_path / name)
            page.click("text=Kiểm tra danh sách")
            page.wait_for_load_state()
            assert axe_findings(page) == []
        page.click("button[aria-label*='An Bình']")
        page.click("text=Nhận 9 sáng kiến")
        page.wait_for_selector("text=Đã nhận 9 sáng kiến lúc")
        assert axe_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _old() -> tuple:
    return ("Trần Văn Năm; 0901234567; 1988", 2, "Máy cắt", "10/2021", "Gọn.")
