"""The unit's own pages: opening, stopping and replacing a link; posters; those of all below."""

import pytest

from app.links import codes
from tests.links.visiting import filled, link_at, receipt_of, send


def test_a_chair_opens_a_link_and_prints_its_poster(signed_in, client, ids):
    chair, unit = signed_in("leader.cs-a11"), ids["cs-a11"]
    page = chair.get(f"/u/{unit}/links/")
    assert "chưa có liên kết" in page.text
    assert chair.submit(f"/u/{unit}/links/").status_code == 303
    page = chair.get(f"/u/{unit}/links/")
    address = page.text.split('id="link-address">')[1].split("<")[0]
    code = address.rpartition("/")[2]
    receipt_of(send(client, code, filled(client, code)))
    poster = chair.get(f"/u/{unit}/links/posters").text
    assert f"/n/{codes.spelt(code)}" in poster
    assert "<svg" in poster
    assert "CĐCS Công ty TNHH May Hòa Bình" in poster
    assert client.get(f"/n/{codes.spelt(code).lower()}").status_code == 200, "as one types it"


def test_opening_twice_opens_one(signed_in, ids, as_unit):
    chair, unit = signed_in("leader.cs-a11"), ids["cs-a11"]
    code = link_at(as_unit)
    assert chair.submit(f"/u/{unit}/links/").status_code == 303
    assert link_at(as_unit) == code


@pytest.mark.parametrize("act", ["stop", "replacement"])
def test_a_stopped_or_replaced_link_is_over_and_says_nothing_of_the_unit(
    signed_in, client, ids, as_unit, act
):
    code = link_at(as_unit)
    form = filled(client, code)
    sent = send(client, code, form)
    chair, unit = signed_in("leader.cs-a11"), ids["cs-a11"]
    page = chair.get(f"/u/{unit}/links/")
    number = page.text.split("/replacement")[0].rpartition("/")[2]
    for _time in range(2):
        assert chair.submit(f"/u/{unit}/links/{number}/{act}").status_code == 303
    for answer in (client.get(f"/n/{code}"), send(client, code, {**form, "title": "Hai"})):
        assert answer.status_code == 410
        assert "Liên kết này đã ngừng" in answer.text
        assert "May Hòa Bình" not in answer.text
    assert client.get(sent.location).status_code == 200, "what was shown stays"
    new = link_at(as_unit)
    assert new != code
    assert client.get(f"/n/{new}").status_code == 200


def test_a_forged_code_leads_nowhere(client, as_unit):
    code = link_at(as_unit)
    other = link_at(as_unit, "cs-b11")
    forged = [code[:-1] + ("2" if code[-1] != "2" else "3"), other[:8] + code[8:], "x", code[:8]]
    for wrong in forged:
        answer = client.get(f"/n/{wrong}")
        assert answer.status_code == 404
        assert "May Hòa Bình" not in answer.text
        assert send(client, wrong, {}).status_code == 404
    assert client.get(f"/n/{code}/222C-7KQF-9TRD").status_code == 404, "a receipt nobody got"


def test_an_upper_union_opens_those_of_all_below_and_prints_them(signed_in, ids):
    officer, unit = signed_in("officer.huyen-a1"), ids["huyen-a1"]
    page = officer.get(f"/u/{unit}/links/")
    assert page.text.count("Chưa có") == 2
    assert officer.submit(f"/u/{unit}/links/below").status_code == 303
    assert officer.submit(f"/u/{unit}/links/below").status_code == 303
    assert officer.get(f"/u/{unit}/links/").text.count("Đang mở") == 2
    posters = officer.get(f"/u/{unit}/links/posters?many=10").text
    assert posters.count('class="poster"') == 2
    assert "Bệnh viện Tây Sơn" not in posters, "of another subtree"
    assert officer.submit(f"/u/{unit}/links/").status_code == 409, "it is no grassroots union"


def test_whoever_only_enters_sees_the_link_and_changes_nothing(signed_in, ids, as_unit):
    link_at(as_unit)
    contact, unit = signed_in("contact.cs-a11"), ids["cs-a11"]
    page = contact.get(f"/u/{unit}/links/")
    assert page.status_code == 200
    assert "Ngừng liên kết" not in page.text
    assert contact.submit(f"/u/{unit}/links/").status_code == 403
    assert signed_in("viewer.cs-a11").get(f"/u/{unit}/links/").status_code == 403


def test_the_link_of_another_unit_is_not_there(signed_in, ids, as_unit):
    link_at(as_unit)
    chair = signed_in("leader.cs-a11")
    page = chair.get(f"/u/{ids['cs-a11']}/links/")
    number = page.text.split("/replacement")[0].rpartition("/")[2]
    stranger = signed_in("leader.cs-b11")
    assert stranger.submit(f"/u/{ids['cs-b11']}/links/{number}/stop").status_code == 404
    above = signed_in("officer.huyen-a1")
    assert above.submit(f"/u/{ids['huyen-a1']}/links/{number}/stop").status_code == 404
    assert above.submit(f"/u/{ids['cs-a11']}/links/{number}/stop").status_code == 303


def test_codes_hold_only_what_was_signed(app):
    with app.app_context():
        made = codes.make(77, "ABCD")
        assert codes.read(made) == (77, "ABCD")
        assert len(made) == 20
        assert not set("01OI") & set(made)
        assert codes.read(made[:4] + "ABCE" + made[8:]) is None
        with pytest.raises(ValueError, match="no link"):
            codes.make(32**4, "ABCD")
