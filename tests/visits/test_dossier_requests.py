"""A dossier names what the unit has asked and waits for, and nothing that was written in it."""

from app.support import Asked, Request
from app.support.states import Act
from app.visits import dossiers
from tests.visits.conftest import BY, LOWER, UPPER, planned, unit
from tests.world import NOW


def test_open_requests_of_the_unit_are_in_the_dossier(lagging, as_unit, signed_in, ids):
    with as_unit(UPPER) as session:
        for code, category in ((LOWER, "list"), (LOWER, "quota"), ("cs-a12", "sign-in")):
            told = Asked(category, "Hỏi về Nguyễn Văn Kín", "Nguyễn Văn Kín", "Lê Thị Hoa")
            made = Request.log(unit(UPPER), unit(code), told, by=1, at=NOW)
            if category == "quota":
                made.answer(Act.SOLVE, "Xong", unit(UPPER), **BY)
        visit = planned()
        asked = dossiers.compiled(visit, NOW)["asked"]
        assert asked["all"] == 1
        assert asked["some"][0] == {
            "number": asked["some"][0]["number"],
            "at": "06/03/2023",
            "what": "Danh sách bị từ chối",
            "desk": "LĐLĐ huyện Đông Sơn",
            "state": "chờ trả lời",
        }
        number = visit.id
        visit.announce(**BY)
        visit.hold(**BY)
        assert visit.dossier["asked"] == asked
        session.flush()
    page = signed_in(f"officer.{UPPER}").get(f"/u/{ids[UPPER]}/visits/{number}/dossier").text
    assert "Yêu cầu hỗ trợ chưa xong: 1" in page and "Danh sách bị từ chối" in page
    assert "Kín" not in page
