"""Lists given out as they are filtered, in the form that reads back the same."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from app.initiatives import Identified, Initiative, State, values_of
from app.initiatives.people import Person
from app.intake.judging import judge
from app.intake.paper import ListFile
from app.journal import JournalLine
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

FACTS = {
    "title": "Cải tiến cữ gá may túi",
    "summary": "Trước: làm tay.\nNay: cữ gá.",
    "target_group": 2,
    "applied_on": dt.date(2022, 8, 15),
    "benefit_claimed": 350_000_000,
    "recognition_kind": "decision",
    "recognition_number": "12/QĐ-CT",
    "recognised_on": dt.date(2022, 9, 1),
    "recognition_issuer": "Giám đốc Công ty",
}


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/exports/initiatives.xlsx{tail}"


@pytest.fixture
def made(as_unit):
    def make(unit="cs-a11", state=State.ENDORSED, **facts):
        with as_unit("tld"):
            return hand_in(Unit.by_code(unit), to=state, **facts).id

    return make


def titles(answer):
    """The cells of the column "Tên sáng kiến"."""
    rows = list(load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    head = next(n for n, row in enumerate(rows) if row[0] == "STT")
    column = rows[head].index("Tên sáng kiến")
    return [row[column] for row in rows[head + 1 :] if isinstance(row[0], int)]


def test_what_is_given_out_is_taken_in_the_same(app, as_unit, made, signed_in, ids):
    number = made(**FACTS)
    made(applied_on=dt.date(2022, 9, 1), applied_precision="month", title="Chỉ có tháng")
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        it.state = "returned"
        said = Identified(
            "Trần Thị Hoa", "0901234567", birth_date=dt.date(1985, 3, 8), id_number="001085012345"
        )
        it.amend(authors=[said, Identified("Lê Văn Bình")], by=1, at=NOW)
    file = signed_in("officer.cs-a11").get(at(ids, "cs-a11"))
    assert file.status_code == 200
    with app.test_request_context():
        paper = ListFile.read(file.data, "x.xlsx").paper
        window = dt.date(2022, 6, 1), dt.date(2023, 9, 30)
        judged = {row.values["title"]: row for row in judge(paper, window, {2: "Công nhân"})}
    with as_unit("cs-a11") as session:
        for initiative in session.query(Initiative):
            author = session.get(Person, initiative.authors[0].person_id)
            ours = values_of(initiative, author)
            back = judged[initiative.title].values
            for name in ("unit", "state", "code"):
                ours.pop(name)
            assert {name: back.get(name) for name in ours} == ours
            assert judged[initiative.title].verdict in ("ok", "warning")


def test_a_list_goes_out_as_it_is_filtered(made, signed_in, ids):
    made(title="Cữ gá may túi")
    made("cs-a12", title="Sổ điểm", target_group=4)
    made("cs-a11", state=State.DRAFT, title="Bản nháp")
    made("cs-a21", title="Của huyện khác")
    officer = signed_in("officer.huyen-a1")
    for tail, expected in (
        ("", {"Cữ gá may túi", "Sổ điểm"}),
        ("?state=draft", set()),
        ("?state=endorsed&group=4", {"Sổ điểm"}),
        ("?q=cu ga", {"Cữ gá may túi"}),
        ("?own=1", set()),
        ("?stage=gd1", set()),
        ("?list=queue&state=endorsed", {"Cữ gá may túi", "Sổ điểm"}),
        ("?list=queue&state=submitted", set()),
        ("?list=misplaced", set()),
        ("?list=portal", set()),
        ("?list=portal&state=registered", {"Cữ gá may túi", "Sổ điểm"}),
        (f"?list=lacking&unit={ids['cs-a12']}", {"Sổ điểm"}),
    ):
        assert set(titles(officer.get(at(ids, "huyen-a1", tail)))) == expected, tail
    assert officer.get(at(ids, "huyen-a1", "?list=all")).status_code == 404
    assert officer.get(at(ids, "huyen-a2")).status_code == 404
    page = officer.get(f"/u/{ids['huyen-a1']}/initiatives/?state=endorsed&group=4").text
    assert "exports/initiatives.xlsx?stage=gd2&amp;state=endorsed&amp;group=4" in page


def test_telephones_go_out_to_those_alone_who_may_read_them(made, signed_in, ids, as_unit):
    number = made()
    with as_unit("cs-a11") as session:
        it = session.get(Initiative, number)
        phone = session.get(Person, it.authors[0].person_id).phone

    def seen(login):
        book = load_workbook(io.BytesIO(signed_in(login).get(at(ids, "cs-a11")).data))
        return any(phone in str(cell.value) for row in book.active for cell in row)

    assert seen("officer.cs-a11")
    assert not seen("viewer.cs-a11")
    with as_unit("cs-a11") as session:
        lines = [line for line in session.query(JournalLine) if line.act == "initiative.export"]
        assert [(line.rows, line.fields) for line in lines] == [
            (1, ["id_number", "phone"]),
            (1, []),
        ]
    assert signed_in("administrator.cs-a11").get(at(ids, "cs-a11")).status_code == 403


def test_a_list_of_many_pages_is_whole_and_asks_little(made, signed_in, ids, as_unit, statements):
    with as_unit("tld"):
        for number in range(120):
            hand_in(Unit.by_code("cs-a11"), title=f"Số {number}")
    officer = signed_in("officer.huyen-a1")
    statements.clear()
    assert len(titles(officer.get(at(ids, "huyen-a1")))) == 120
    assert len(statements) < 30
