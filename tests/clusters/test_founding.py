"""Founding a cluster, its members and its head, on the founder's pages."""

import pytest

from app.units import Cluster, InAnotherCluster, NoMember, NotForThisCluster, Unit
from tests.clusters.conftest import found, unit
from tests.world import NOW

BY = {"by": None, "at": NOW}


def test_a_province_founds_a_cluster_and_fills_it(signed_in, ids):
    officer = signed_in("officer.tinh-a")
    room = f"/u/{ids['tinh-a']}/clusters"
    assert "Chưa có cụm thi đua" in officer.get(f"{room}/").text
    empty = officer.submit(f"{room}/", {"name": " "})
    assert empty.status_code == 422 and "Xin điền mục này" in empty.text
    answer = officer.submit(f"{room}/", {"name": "Cụm số 1"})
    assert answer.status_code == 303
    page = answer.location
    assert "Cụm chưa có thành viên" in officer.get(page).text
    assert "LĐLĐ huyện Tây Sơn" in officer.get(f"{page}?q=tay son").text
    for code in ("huyen-a1", "huyen-a2"):
        assert officer.submit(f"{page}/members/{ids[code]}").status_code == 303
    assert "Chọn một thành viên làm cụm trưởng" in officer.get(page).text
    assert officer.submit(f"{page}/members/{ids['huyen-a1']}/head").status_code == 303
    assert "Cụm trưởng: LĐLĐ huyện Đông Sơn" in officer.get(page).text
    again = officer.submit(f"{room}/", {"name": "Cụm số 1"})
    assert again.status_code == 422 and "Cụm thi đua này đã có" in again.text
    assert "Cụm số 1" in officer.get(f"{room}/").text
    assert officer.submit(f"{page}/members/{ids['huyen-a1']}/leaving").status_code == 303
    assert "Chưa chọn cụm trưởng" in officer.get(page).text


def test_only_the_founder_sets_it(signed_in, ids, cluster):
    officer = signed_in("officer.huyen-a1")
    own = f"/u/{ids['huyen-a1']}/clusters/{cluster}"
    assert officer.get(own).status_code == 404
    assert officer.submit(f"{own}/members/{ids['cs-a11']}").status_code == 404
    viewer = signed_in("viewer.tinh-a")
    assert viewer.get(f"/u/{ids['tinh-a']}/clusters/").status_code == 200
    assert viewer.get(f"/u/{ids['tinh-a']}/clusters/{cluster}").status_code == 403


def test_what_each_sees_of_it_in_the_room(signed_in, ids, cluster):
    def page(code: str) -> str:
        return signed_in(f"officer.{code}").get(f"/u/{ids[code]}/clusters/").text

    assert "Đơn vị là cụm trưởng" in page("huyen-a1")
    assert "Đơn vị là thành viên" in page("huyen-a2") and "Tây Sơn" in page("huyen-a2")
    assert "Đông Sơn" not in page("huyen-a2"), "a sibling"
    assert "Chưa có cụm thi đua" in page("huyen-b1")


@pytest.mark.parametrize(
    ("act", "code", "refusal"),
    [
        ("take_in", "tinh-b", NotForThisCluster),
        ("take_in", "tinh-a", NotForThisCluster),
        ("choose_head", "cs-a11", NoMember),
    ],
)
def test_who_is_refused(as_unit, cluster, act, code, refusal):
    with as_unit("tld") as session, pytest.raises(refusal):
        getattr(session.get(Cluster, cluster), act)(unit(code), **BY)


def test_a_unit_is_in_one_cluster(as_unit, cluster):
    with as_unit("tinh-a") as session:
        second = session.get(Cluster, found("Cụm số 2", unit("tinh-a"), ("cs-a11",), None))
        with pytest.raises(InAnotherCluster):
            second.take_in(unit("huyen-a2"), **BY)
        first = session.get(Cluster, cluster)
        first.let_go(unit("huyen-a2"), **BY)
        second.take_in(unit("huyen-a2"), **BY)
        second.take_in(unit("huyen-a2"), **BY)
        assert {one.code for one in Unit.members_of(second)} == {"huyen-a2", "cs-a11"}


def test_a_closed_unit_is_no_member(as_unit, cluster):
    with as_unit("tinh-a") as session:
        unit("cs-a0").close(**BY)
        made = session.get(Cluster, cluster)
        assert not made.holds(unit("cs-a0"))
        with pytest.raises(NotForThisCluster):
            made.take_in(unit("cs-a0"), **BY)


def test_who_moves_away_from_the_founder_leaves(as_unit, cluster):
    with as_unit("tld"):
        unit("huyen-a1").move(unit("tinh-b"), **BY)
    with as_unit("tld") as session:
        made = session.get(Cluster, cluster)
        assert made.head_id is None and unit("huyen-a1").cluster_id is None
        unit("cs-a0").move(unit("huyen-a2"), **BY)
    with as_unit("tld") as session:
        assert session.get(Cluster, cluster).holds(unit("cs-a0")), "it is below the founder still"
