"""A member at another unit's wall: the form goes to the desk above, and its receipt follows."""

import sqlalchemy as sa

from app import jobs
from app.initiatives import Initiative, Misplaced, State, tallies
from app.tenancy import Everything
from app.units import Unit
from tests.links.visiting import filled, link_at, receipt_of, send
from tests.world import NOW

ELSEWHERE = "Trường Tiểu học Lê Lợi"


def test_it_goes_up_is_passed_on_and_found_by_its_receipt(app, client, as_unit, ids):
    code = link_at(as_unit)
    form = filled(client, code, elsewhere=ELSEWHERE)
    receipt = receipt_of(send(client, code, form))
    assert receipt_of(send(client, code, form)) == receipt, "a double click"
    with app.app_context():
        jobs.run("misplaced.lift")
    with as_unit("huyen-a1") as session:
        initiative = session.scalars(sa.select(Initiative)).one()
        assert initiative.unit_id == initiative.desk_unit_id == ids["huyen-a1"]
        assert initiative.state == State.ENDORSED, "it waits, and is not invalid"
        [step] = Misplaced.of(initiative)
        assert (step.suggestion, step.sent_by) == (ELSEWHERE, "")
    assert "LĐLĐ huyện Đông Sơn" in status(client, receipt)
    with as_unit("huyen-a1") as session:
        desk, to = session.get_one(Unit, ids["huyen-a1"]), session.get_one(Unit, ids["cs-a12"])
        initiative = session.scalars(sa.select(Initiative)).one()
        Misplaced.pass_on(initiative, desk, to, by=1, signed_by="Nguyễn Thị Mai", at=NOW)
    assert "CĐCS Trường Tiểu học Lê Lợi" in status(client, receipt)
    with app.app_context(), jobs.step(Everything("a check"), at=NOW):
        assert tallies.differences() == []


def test_one_word_of_another_unit_is_all_that_is_kept(client, as_unit):
    code = link_at(as_unit)
    receipt_of(send(client, code, filled(client, code)))
    with as_unit("cs-a11") as session:
        assert session.scalars(sa.select(Misplaced)).all() == []


def status(client, receipt: str) -> str:
    answer = client.post("/tra-cuu", data={"code": receipt, "digits": "4567"})
    assert answer.status_code == 200, answer.text[-900:]
    return answer.text
