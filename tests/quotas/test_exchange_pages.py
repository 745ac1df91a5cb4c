"""The exchange between units on the pages: noting, asking, answering, revising, the story."""

import re

import pytest
import sqlalchemy as sa

from app import jobs
from app.programmes import Programme
from app.quotas import Paper, QuotaRequest
from app.quotas.changing import Change, Wording, change
from app.tenancy import Everything
from app.units import Unit
from tests.quotas.test_ledger import received
from tests.world import NOW

STAGE = "stage=gd2&programme=tsk"
PAPER = {"number": "07/LĐLĐ-CSPL", "day": "06/03/2023"}


@pytest.fixture
def given(app):
    """huyen-a1 received 100 and gave cs-a11 60 by a decision."""
    with app.app_context():
        received(100)
        with jobs.step(Everything("quota for a test")):
            give("cs-a11", 60)


def give(code: str, amount: int) -> None:
    programme = Programme.by_code("tsk")
    one = Change(Unit.by_code(code), programme.whole_stages[1], amount)
    paper, why = Paper("02/LĐLĐ-CSPL", NOW.date()), Wording("Giao lần đầu")
    change(Unit.by_code("huyen-a1"), programme, [one], paper, why, by=1, at=NOW)


def the_request(app) -> int:
    with app.app_context(), jobs.reading("look") as session:
        return session.scalars(sa.select(QuotaRequest.id)).all()[-1]


def count_in_menu(page) -> str:
    found = re.search(r'href="/u/\d+/quotas/"[^>]*>.*?</a>', page.text, re.S)[0]
    number = re.search(r'class="count[^"]*">(\d+)<', found)
    return number[1] if number else ""


def test_a_unit_takes_note_and_the_giver_sees_it(app, given, signed_in, ids):
    chair, officer = signed_in("leader.cs-a11"), signed_in("officer.huyen-a1")
    here, above = f"/u/{ids['cs-a11']}/quotas/", f"/u/{ids['huyen-a1']}/quotas/"
    page = chair.get(here)
    assert "LĐLĐ huyện Đông Sơn giao 60 sáng kiến giai đoạn 2 theo văn bản 02/LĐLĐ-CSPL." in (
        page.text
    )
    assert "Chưa xác nhận" in page.text and count_in_menu(page) == "1"
    assert "Chỉ tiêu chưa xác nhận đã nhận" in chair.get(f"/u/{ids['cs-a11']}/").text
    paper = f"{above}issued/paper?number=02/LĐLĐ-CSPL&day=06/03/2023"
    assert "May Hòa Bình" in officer.get(f"{paper}&waiting=1").text
    button = re.search(r'action="([^"]+/acknowledgement[^"]*)"', page.text)[1]
    assert chair.submit(button.replace("&amp;", "&")).status_code == 303
    assert chair.submit(button.replace("&amp;", "&")).status_code == 303, "a double click"
    page = chair.get(here)
    assert "Đồng chí Nguyễn Thị Leader.Cs-A11 xác nhận đã nhận lúc" in page.text
    assert count_in_menu(page) == ""
    assert "Mọi đơn vị đã xác nhận" in officer.get(f"{paper}&waiting=1").text
    assert "Leader.Cs-A11" in officer.get(paper).text
    assert "02/LĐLĐ-CSPL" in officer.get(f"{above}issued").text


def test_only_the_unit_itself_takes_note(app, given, signed_in, ids):
    address = f"/u/{ids['cs-a11']}/quotas/decisions/1/acknowledgement"
    viewer = signed_in("viewer.cs-a11")
    assert "Xác nhận đã nhận</span>" not in viewer.get(f"/u/{ids['cs-a11']}/quotas/").text
    assert viewer.submit(address).status_code == 403
    assert signed_in("leader.huyen-a1").submit(address).status_code == 403
    elsewhere = f"/u/{ids['cs-a12']}/quotas/decisions/1/acknowledgement"
    assert signed_in("leader.cs-a12").submit(elsewhere).status_code == 404


def test_asking_and_answering(app, given, signed_in, ids):
    chair, officer = signed_in("leader.cs-a11"), signed_in("officer.huyen-a1")
    here, above = f"/u/{ids['cs-a11']}/quotas", f"/u/{ids['huyen-a1']}/quotas"
    chair.get(f"{here}/requests/new?{STAGE}")
    same = chair.submit(f"{here}/requests?{STAGE}", {"wanted": "60", "reason": "Đông"})
    assert same.status_code == 422 and "bằng đúng chỉ tiêu" in same.text
    empty = chair.submit(f"{here}/requests?{STAGE}", {"wanted": "1,5", "reason": ""})
    assert empty.status_code == 422 and 'value="1,5"' in empty.text
    form = {"wanted": "160", "reason": "Thêm hai phân xưởng", "once": "k1"}
    assert chair.submit(f"{here}/requests?{STAGE}", form).status_code == 303
    assert chair.submit(f"{here}/requests?{STAGE}", form).status_code == 303, "a double click"
    again = chair.submit(f"{here}/requests?{STAGE}", {**form, "wanted": "90", "once": "k2"})
    assert again.status_code == 422 and "đã có một đề nghị" in again.text
    page = chair.get(f"{here}/?{STAGE}")
    assert "Thêm hai phân xưởng" in page.text and "Rút lại đề nghị" in page.text
    listed = officer.get(f"{above}/requests")
    assert "May Hòa Bình" in listed.text and "60,0 → 160,0" in listed.text
    assert count_in_menu(listed) == "1"
    address = f"{above}/requests/{the_request(app)}"
    assert "Thêm hai phân xưởng" in officer.get(address).text
    nothing = officer.submit(f"{address}/answer", {})
    assert nothing.status_code == 422 and "cách trả lời" in nothing.text
    no_paper = officer.submit(f"{address}/answer", {"outcome": "accepted"})
    assert no_paper.status_code == 422 and "Số văn bản" in no_paper.text
    too_much = officer.submit(f"{address}/answer", {"outcome": "accepted", **PAPER})
    assert too_much.status_code == 422 and "Chỉ còn 40 chưa phân bổ" in too_much.text
    between = {"outcome": "partly", "granted": "160", **PAPER}
    outside = officer.submit(f"{address}/answer", between)
    assert outside.status_code == 422 and "nhỏ hơn 160" in outside.text
    partly = {**between, "granted": "100", "answer": "Chỉ còn từng ấy", "once": "k3"}
    assert officer.submit(f"{address}/answer", partly).status_code == 303
    assert officer.submit(f"{address}/answer", partly).status_code == 303, "a double click"
    second = officer.submit(f"{address}/answer", {**partly, "once": "k4"})
    assert second.status_code == 409 and "đã có trả lời" in second.text
    page = chair.get(f"{here}/?{STAGE}")
    assert "chấp nhận một phần đề nghị: chỉ tiêu giai đoạn 2 là 100" in page.text
    assert "giao thêm 40 sáng kiến giai đoạn 2, từ 60 thành 100" in page.text
    assert "Chấp nhận một phần" in officer.get(f"{above}/requests?list=answered").text


def test_who_sees_a_request_and_who_answers(app, given, signed_in, ids):
    chair = signed_in("leader.cs-a11")
    here = f"/u/{ids['cs-a11']}/quotas"
    chair.get(f"{here}/requests/new?{STAGE}")
    chair.submit(f"{here}/requests?{STAGE}", {"wanted": "80", "reason": "Đông"})
    number = the_request(app)
    province = signed_in("officer.tinh-a")
    page = province.get(f"/u/{ids['tinh-a']}/quotas/requests/{number}")
    assert page.status_code == 200 and "Gửi trả lời" not in page.text
    assert "May Hòa Bình" in province.get(f"/u/{ids['tinh-a']}/quotas/requests?list=below").text
    form = {"outcome": "refused", "answer": "Không"}
    answer = f"/u/{ids['tinh-a']}/quotas/requests/{number}/answer"
    assert province.submit(answer, form).status_code == 403
    sibling = signed_in("officer.huyen-a2")
    assert sibling.get(f"/u/{ids['huyen-a2']}/quotas/requests/{number}").status_code == 404
    assert signed_in("contact.cs-a11").get(f"{here}/requests/new").status_code == 403
    assert chair.submit(f"{here}/requests/{number}/withdrawal").status_code == 303
    assert "rút lại đề nghị" in chair.get(f"{here}/").text


def test_revising_shows_what_will_be_and_writes_it_once(app, given, signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    above = f"/u/{ids['huyen-a1']}/quotas"
    address = f"{above}/revision?{STAGE}"
    assert officer.get(address).status_code == 200
    with app.app_context(), jobs.reading("stages"):
        _first, second = (stage.id for stage in Programme.by_code("tsk").whole_stages)
    form = {"unit": ids["cs-a11"], "kind": "raise", "stage_from": second, "amount": "1.500"}
    form |= {"to_unit": 0, "to_stage": 0, "reason": "Bổ sung", **PAPER}
    preview = f"{above}/revision/preview?{STAGE}"
    short = officer.submit(preview, form)
    assert short.status_code == 422 and "còn thiếu 1.460" in short.text
    assert officer.submit(preview, {**form, "number": "", "day": "31/9/2023"}).status_code == 422
    form["amount"] = "15"
    page = officer.submit(preview, form)
    assert page.status_code == 200 and "giai đoạn 2 từ 60 thành 75" in page.text
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert sent["seen"] and sent["reason"] == "Bổ sung"
    assert officer.submit(address, {**sent, "seen": ""}).status_code == 422
    assert officer.submit(address, sent).status_code == 303
    assert officer.submit(address, sent).status_code == 303, "a double click"
    late = officer.submit(address, {**sent, "once": "another"})
    assert late.status_code == 422 and "vừa thay đổi" in late.text
    to_itself = {**form, "kind": "to-unit", "to_unit": 0}
    assert "Xin chọn đơn vị khác" in officer.submit(preview, to_itself).text
    story = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/quotas/?{STAGE}")
    assert "giao thêm 15 sáng kiến giai đoạn 2, từ 60 thành 75" in story.text
    assert "Bổ sung" in story.text
    assert signed_in("viewer.huyen-a1").get(address).status_code == 403


def test_figures_on_a_past_day(app, given, signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    here = f"/u/{ids['huyen-a1']}/quotas/?{STAGE}"
    assert re.search(r"Được giao</dt><dd[^>]*>100<", officer.get(here).text)
    past = officer.get(f"{here}&at=05/03/2023")
    assert re.search(r"Được giao</dt><dd[^>]*>0<", past.text)
    assert "tính đến hết ngày 05/03/2023" in past.text
    bad = officer.get(f"{here}&at=31/9/2023")
    assert bad.status_code == 200 and "tháng 9 chỉ có 30 ngày" in bad.text


def test_the_pages_cost_at_most_eight_statements(app, given, signed_in, ids, statements):
    chair, officer = signed_in("leader.cs-a11"), signed_in("officer.huyen-a1")
    chair.get(f"/u/{ids['cs-a11']}/quotas/requests/new?{STAGE}")
    form = {"wanted": "80", "reason": "Đông"}
    chair.submit(f"/u/{ids['cs-a11']}/quotas/requests?{STAGE}", form)
    above = f"/u/{ids['huyen-a1']}/quotas"
    for who, address in (
        (chair, f"/u/{ids['cs-a11']}/quotas/?{STAGE}"),
        (chair, f"/u/{ids['cs-a11']}/quotas/?{STAGE}&at=05/03/2023"),
        *((officer, f"{above}/{page}") for page in ("", "requests", "issued", "check")),
        (officer, f"{above}/issued/paper?number=02/LĐLĐ-CSPL&day=06/03/2023"),
    ):
        statements.clear()
        assert who.get(address).status_code == 200
        assert len(statements) <= 8, f"{address}\n" + "\n".join(statements)
