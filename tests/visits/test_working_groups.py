"""Who is in a working group: people by their posts, guests by name, one head, one secretary."""

import pytest

from app.visits import WorkingGroup
from app.visits.members import HEAD, MEMBER, SECRETARY
from app.visits.refusals import InTheGroup, NoSuchOffice, OneIsBoth, StillNeeded
from tests.visits.conftest import ACTING, UPPER, account, composed, unit


def parts(group: WorkingGroup) -> dict[str, str]:
    return {one.full_name: one.part for one in group.members}


def test_a_group_is_people_of_the_unit_and_guests(as_unit):
    with as_unit(UPPER):
        group = composed()
        assert [one.part for one in group.members] == [HEAD, SECRETARY, MEMBER, MEMBER]
        assert group.head.account_id == account(f"leader.{UPPER}")
        assert group.lines[0] == "Nguyễn Thị Leader.Huyen-A1, Cán bộ, Trưởng đoàn"
        assert group.lines[3] == "Phạm Thị Mời, Phó Trưởng phòng, Phòng Nội vụ"


def test_nobody_without_a_post_there_is_taken_in(as_unit):
    with as_unit("tld"):
        stranger = account("leader.huyen-a2")
        with pytest.raises(NoSuchOffice):
            WorkingGroup.compose(unit(UPPER), "x", head=stranger, secretary=None, **ACTING)
        with pytest.raises(NoSuchOffice):
            composed().take_in(stranger, **ACTING)


def test_head_and_secretary_are_two(as_unit):
    with as_unit(UPPER):
        one = account(f"leader.{UPPER}")
        with pytest.raises(OneIsBoth):
            WorkingGroup.compose(unit(UPPER), "x", head=one, secretary=one, **ACTING)


def test_offices_change_hands_and_the_head_only_gives_way(as_unit):
    with as_unit(UPPER):
        group = composed()
        head, secretary, contact, guest = group.members
        group.put(contact, HEAD, **ACTING)
        assert (group.head.id, head.part) == (contact.id, MEMBER)
        group.put(guest, SECRETARY, **ACTING)
        assert (secretary.part, group.secretary.id) == (MEMBER, guest.id)
        group.put(guest, SECRETARY, **ACTING)
        for wrong in (lambda: group.put(contact, MEMBER, **ACTING),
                      lambda: group.let_go(contact, **ACTING)):  # fmt: skip
            with pytest.raises(StillNeeded):
                wrong()
        group.let_go(secretary, **ACTING)
        assert len(group.members) == 3


def test_twice_is_once(as_unit):
    with as_unit(UPPER):
        group = composed()
        with pytest.raises(InTheGroup):
            group.take_in(account(f"contact.{UPPER}"), **ACTING)
        with pytest.raises(InTheGroup):
            group.invite("Phạm Thị Mời", "Khác", "Phòng Nội vụ", **ACTING)
        group.dissolve(**ACTING)
        group.dissolve(**ACTING)
        assert WorkingGroup.living(unit(UPPER)) == []


def test_a_group_is_composed_and_changed_on_its_pages(signed_in, ids, as_unit, at_home):
    officer = signed_in(f"officer.{UPPER}")
    with as_unit(UPPER):
        head, contact = account(f"leader.{UPPER}"), account(f"contact.{UPPER}")
    assert "Chưa có Đoàn công tác nào" in officer.get(at_home("groups")).text
    said = {"name": "Đoàn số 7", "head": head, "secretary": head, "others": [contact]}
    assert "hai người khác nhau" in officer.submit(at_home("groups"), said).text
    made = officer.submit(at_home("groups"), {**said, "secretary": ""})
    assert made.status_code == 303
    page = officer.get(made.location).text
    assert "Đoàn số 7" in page and "Trưởng đoàn" in page
    guest = {"full_name": "Lê Thị Khách", "office": "", "organisation": "Sở Nội vụ"}
    assert officer.submit(f"{made.location}/guests", guest).status_code == 303
    assert officer.submit(f"{made.location}/guests", guest).status_code == 422
    assert officer.submit(f"{made.location}/guests", {"full_name": ""}).status_code == 422
    assert "Sở Nội vụ" in officer.get(made.location).text
    viewer = signed_in(f"viewer.{UPPER}")
    assert "Mời vào Đoàn" not in viewer.get(made.location).text
    assert viewer.submit(f"{made.location}/guests", guest).status_code == 403
