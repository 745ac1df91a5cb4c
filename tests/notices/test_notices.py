"""Notices: sent, read, acknowledged."""

import re


def test_a_notice_reaches_the_children_and_is_acknowledged(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    officer.get(f"/u/{ids['huyen-a1']}/notices/new")
    form = {"to": "children", "title": "Hạn chót 31/5", "body": "Đề nghị nộp sớm.", "once": "n1"}
    for _ in range(2):
        assert officer.submit(f"/u/{ids['huyen-a1']}/notices/", form).status_code == 303
    chair = signed_in("leader.cs-a11")
    page = chair.get(f"/u/{ids['cs-a11']}/notices/")
    assert page.text.count("Hạn chót 31/5</h2>") == 1
    number = re.search(r"notices/(\d+)/acknowledgement", page.text)[1]
    address = f"/u/{ids['cs-a11']}/notices/{number}/acknowledgement"
    assert chair.submit(address).status_code == 303
    assert chair.submit(address).status_code == 303, "a double click"
    assert "1/2 đơn vị đã rõ" in officer.get(f"/u/{ids['huyen-a1']}/notices/sent").text
    assert "Hạn chót" not in signed_in("leader.cs-a21").get(f"/u/{ids['cs-a21']}/notices/").text


def test_a_notice_of_a_sibling_is_not_found(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    officer.get(f"/u/{ids['huyen-a1']}/notices/new")
    form = {"to": "unit", "title": "Riêng", "body": "Riêng huyện này.", "once": "n2"}
    officer.submit(f"/u/{ids['huyen-a1']}/notices/", form)
    other = signed_in("officer.huyen-a2")
    other.get(f"/u/{ids['huyen-a2']}/notices/")
    answer = other.submit(f"/u/{ids['huyen-a2']}/notices/1/acknowledgement")
    assert answer.status_code == 404


def test_an_empty_notice_is_refused_with_what_was_typed(signed_in, ids):
    officer = signed_in("officer.huyen-a1")
    officer.get(f"/u/{ids['huyen-a1']}/notices/new")
    form = {"to": "unit", "title": "", "body": "Nội dung còn đây"}
    answer = officer.submit(f"/u/{ids['huyen-a1']}/notices/", form)
    assert answer.status_code == 422 and "Nội dung còn đây" in answer.text
