"""The support team of a unit: named by its leader alone, called by everybody there."""

import re

import pytest

from app.support import Duty, Request, SupportTeam
from tests.support.conftest import GRASSROOTS, UPPER, on_duty, said, unit
from tests.world import NOW

MEMBER = {
    "full_name": "Đặng Thị Huệ",
    "office": "Tổ trưởng chuyền 3",
    "phone": "0912 000 111",
    "hours": "11:30–13:00",
    "since": "",
    "until": "",
    "away_since": "",
    "away_until": "",
}


@pytest.fixture
def at(ids):
    return lambda code, tail="": f"/u/{ids[code]}/support/{tail}"


@pytest.fixture
def team(signed_in, at) -> int:
    """The id of somebody in the team of May Hòa Bình."""
    leader = signed_in(f"leader.{GRASSROOTS}")
    assert (
        leader.submit(at(GRASSROOTS, "team/name"), {"name": "Tổ hỗ trợ sáng kiến"}).status_code
        == 303
    )
    assert leader.submit(at(GRASSROOTS, "team/members"), MEMBER).status_code == 303
    found = re.search(r"team/members/(\d+)", leader.get(at(GRASSROOTS, "team")).text)
    assert found is not None
    return int(found[1])


def test_only_the_leader_of_the_unit_names_it(team, signed_in, at):
    change = {**MEMBER, "phone": "0912 000 222"}
    for login, code, status in (
        (f"leader.{UPPER}", GRASSROOTS, 403),
        (f"officer.{GRASSROOTS}", GRASSROOTS, 403),
        (f"contact.{GRASSROOTS}", GRASSROOTS, 403),
        (f"administrator.{GRASSROOTS}", GRASSROOTS, 403),
        ("leader.cs-a12", "cs-a12", 404),
        (f"leader.{GRASSROOTS}", GRASSROOTS, 303),
    ):
        client = signed_in(login)
        assert (
            client.submit(at(code, f"team/members/{team}/details"), change).status_code == status
        ), login
    viewer = signed_in(f"viewer.{GRASSROOTS}").get(at(GRASSROOTS, "team"))
    assert "0912000222" in viewer.text
    assert "team/members/" not in viewer.text


def test_the_roster_of_officers_does_not_touch_the_team(team, signed_in, at):
    officer = signed_in(f"officer.{GRASSROOTS}")
    assert "Đặng Thị Huệ" in officer.get(at(GRASSROOTS, "roster")).text
    assert officer.get(at(GRASSROOTS, f"roster/{team}")).status_code == 404
    assert officer.submit(at(GRASSROOTS, f"roster/{team}/removal")).status_code == 404


def test_a_question_of_a_member_goes_to_the_team_first(team, rostered, as_unit):
    with as_unit(GRASSROOTS):
        own = Request.ask(unit(GRASSROOTS), said(), own=True, by=2, at=NOW)
        assert own.desk.code == GRASSROOTS
        SupportTeam.of(unit(GRASSROOTS)).dissolve(by=1, at=NOW)
        again = Request.ask(unit(GRASSROOTS), said(), own=True, by=2, at=NOW)
        assert again.desk.code == UPPER


def test_a_team_is_dissolved_with_its_duties(team, signed_in, at, as_unit):
    leader = signed_in(f"leader.{GRASSROOTS}")
    for _click in range(2):
        leader.submit(at(GRASSROOTS, "team/dissolution"))
    assert "Đặng Thị Huệ" not in leader.get(at(GRASSROOTS, "directory")).text
    assert "Lập tổ hỗ trợ" in leader.get(at(GRASSROOTS, "team")).text
    with as_unit(GRASSROOTS):
        assert Duty.listed([unit(GRASSROOTS).path]) == []


def test_somebody_leaves_the_team(team, signed_in, at):
    leader = signed_in(f"leader.{GRASSROOTS}")
    assert leader.submit(at(GRASSROOTS, f"team/members/{team}/removal")).status_code == 303
    assert "Tổ chưa có thành viên" in leader.get(at(GRASSROOTS, "team")).text
    assert leader.get(at(GRASSROOTS, f"team/members/{team}")).status_code == 404


def test_what_is_wrong_is_said(team, signed_in, at):
    leader = signed_in(f"leader.{GRASSROOTS}")
    for field, value in (("phone", "12"), ("hours", "sáng"), ("full_name", "")):
        answer = leader.submit(at(GRASSROOTS, "team/members"), {**MEMBER, field: value})
        assert answer.status_code == 422, field
    days = {"since": "06/03/2023", "until": "05/03/2023"}
    answer = leader.submit(at(GRASSROOTS, "team/members"), {**MEMBER, **days})
    assert "Ngày cuối đứng trước ngày đầu." in answer.text


def test_the_directory_finds_people_and_units_below_without_marks(
    team, rostered, signed_in, as_unit, at
):
    with as_unit("tld"):
        on_duty("cs-a12", full_name="Võ Văn Tám", stand_in="Lý Thị Chín")
    officer = signed_in(f"officer.{UPPER}")
    whole = officer.get(at(UPPER, "directory"))
    assert {"Đặng Thị Huệ", "Tổ hỗ trợ sáng kiến", "Võ Văn Tám"} <= set(
        re.findall("Đặng Thị Huệ|Tổ hỗ trợ sáng kiến|Võ Văn Tám", whole.text)
    )
    assert 'href="tel:0912000111"' in whole.text
    for text, found in (("dang thi", "Huệ"), ("le loi", "Tám"), ("ly thi chin", "Tám")):
        part = officer.get(at(UPPER, f"directory?q={text}"), htmx=True).text
        assert found in part
        assert ("Huệ" in part) != ("Tám" in part), text
    assert "Không tìm thấy ai" in officer.get(at(UPPER, "directory?q=zzz")).text
    assert officer.get(at(UPPER, "directory?print=1")).status_code == 200
    below = signed_in(f"viewer.{GRASSROOTS}").get(at(GRASSROOTS, "directory")).text
    assert "Đặng Thị Huệ" in below
    assert "Võ Văn Tám" not in below, "who is beside is nobody's to call"
