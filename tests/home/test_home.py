"""The first page: what waits for this unit."""

from app.initiatives import State
from app.notices import Notice
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in


def test_it_says_what_waits_and_how_long_the_stage_runs(signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        hand_in(Unit.by_code("cs-a11"))
        hand_in(Unit.by_code("cs-a11"), to=State.SUBMITTED)
        sender = Unit.by_code("huyen-a1")
        Notice.send(sender, sender=sender, title="Hạn 31/5", body="…", at=NOW, by=None)
    page = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/").text
    assert "Chờ quyết định" in page
    assert "Chờ xác nhận" not in page
    assert "Hạn 31/5" in page
    assert "còn 208 ngày" in page
    page = signed_in("leader.cs-a11").get(f"/u/{ids['cs-a11']}/").text
    assert "Chờ xác nhận" in page
    assert "Hạn 31/5" not in page


def test_with_nothing_to_do_it_says_so(signed_in, ids, statements):
    viewer = signed_in("viewer.cs-b11")
    statements.clear()
    page = viewer.get(f"/u/{ids['cs-b11']}/").text
    assert "Không có việc nào đang chờ" in page
    assert "Nhập sáng kiến" not in page
    assert len(statements) <= 9
