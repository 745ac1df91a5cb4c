"""Giving quotas on the page."""

import re

from tests.quotas.test_ledger import received


def test_giving_on_the_page(app, signed_in, ids):
    with app.app_context():
        received(100)
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/quotas/giving?stage=gd2"
    assert "100" in officer.get(address).text
    first, second = f"unit-{ids['cs-a11']}", f"unit-{ids['cs-a12']}"
    paper = {"number": "02/LĐLĐ-CSPL", "day": "31/01/2023"}
    too_much = {first: "1.200", second: "30", **paper}
    refused = officer.submit(address, too_much)
    assert refused.status_code == 422 and 'value="1.200"' in refused.text
    assert "chưa phân bổ" in refused.text
    bad = officer.submit(address, {first: "1,5", second: "-3", **paper})
    assert bad.status_code == 422 and 'value="1,5"' in bad.text and 'value="-3"' in bad.text
    no_paper = officer.submit(address, {first: "70", "number": "", "day": "31/9/2023"})
    assert no_paper.status_code == 422 and "tháng 9 chỉ có 30 ngày" in no_paper.text
    assert officer.submit(address, {first: "70", second: "30", **paper}).status_code == 303
    page = officer.get(f"/u/{ids['huyen-a1']}/quotas/?stage=gd2")
    assert re.search(r"Chưa phân bổ.{0,90}>0<", page.text, re.S)
    chair = signed_in("leader.cs-a11")
    assert "02/LĐLĐ-CSPL" in chair.get(f"/u/{ids['cs-a11']}/quotas/?stage=gd2").text


def test_a_sibling_cannot_be_given_to(app, signed_in, ids):
    with app.app_context():
        received(100)
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['huyen-a1']}/quotas/giving?stage=gd2"
    officer.get(address)
    form = {f"unit-{ids['cs-a21']}": "5", "number": "1", "day": "31/01/2023"}
    assert officer.submit(address, form).status_code == 303
    other = signed_in("leader.cs-a21").get(f"/u/{ids['cs-a21']}/quotas/?stage=gd2")
    assert "Chưa được giao chỉ tiêu" in other.text


def test_a_grassroots_union_gives_to_nobody(signed_in, ids):
    viewer = signed_in("viewer.cs-a11")
    assert viewer.get(f"/u/{ids['cs-a11']}/quotas/").status_code == 200
    assert viewer.get(f"/u/{ids['cs-a11']}/quotas/giving").status_code == 403
