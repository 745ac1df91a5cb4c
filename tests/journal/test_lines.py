"""What a line may hold: names of acts and fields, ids, and nothing of a person."""

import ast
import io
import re

import pytest
import sqlalchemy as sa

from app import jobs, journal
from app.db import db
from app.initiatives import Initiative
from app.journal import JournalLine, NotAName
from app.programmes import ReasonCode
from app.units import Unit
from tests.house.source import house, name_of
from tests.intake.lists import paper as paper_list
from tests.world import NOW
from tests.written import paper

NAME, PHONE, ID_NUMBER = "Canary Hoàng Yến", "0987654321", "079185004321"
OTHER_NAME, OTHER_PHONE = "Canary Sơn Ca", "0912345678"
TITLE, SUMMARY, INVITED = "Canary Cữ gá kẹp", "Canary làm nhanh hơn", "Canary Chích Chòe"
CANARIES = re.compile(f"canary|{PHONE[1:]}|{OTHER_PHONE[1:]}|{ID_NUMBER}|1985|chutichmoi", re.I)

MADE_OF_CONSTANTS = {"Everything(f'privacy sweep {what}')"}  # names of tables


@pytest.mark.parametrize("field", ["Trần Thị Hoa", "0901234567", "a b", "Name", "name=Hoa", ""])
def test_a_field_is_a_name_in_the_code(as_unit, field):
    with as_unit("cs-a11"):
        unit = Unit.by_code("cs-a11")
        with pytest.raises(NotAName):
            journal.record("unit.rename", unit, by=None, at=NOW, fields=["name", field])


@pytest.mark.parametrize("act", ["rename", "unit.rename Hoa", "Unit.rename", "unit.", "unit.0901"])
def test_an_act_is_a_name_in_the_code(as_unit, act):
    with as_unit("cs-a11"), pytest.raises(NotAName):
        journal.record(act, Unit.by_code("cs-a11"), by=None, at=NOW)


def test_reasons_for_seeing_everything_are_written_in_the_code():
    """They are what `unscoped` lines tell, so nothing may be put into them."""
    loose = [
        source.at(node, ast.unparse(node))
        for source in house()
        for _function, node in source.nodes()
        if isinstance(node, ast.Call)
        and name_of(node) == "Everything"
        and not source.path.startswith(("app/tenancy/", "app/jobs.py"))
        and not isinstance(node.args[0], ast.Constant)
        and not (isinstance(node.args[0], ast.Name) and node.args[0].id.isupper())
        and ast.unparse(node) not in MADE_OF_CONSTANTS
    ]
    assert loose == []


def test_nothing_of_a_person_is_on_the_main_road(app, signed_in, client, ids, as_unit):
    chair, officer, leader = map(
        signed_in, ("leader.cs-a11", "officer.huyen-a1", "leader.huyen-a1")
    )
    one = _form(chair, ids["cs-a11"])
    returned = _list(officer, ids["huyen-a1"], as_unit)
    _review(officer, ids["huyen-a1"], one, returned, as_unit)
    _invite(leader, client, ids["cs-a11"])
    _rest(chair, leader, ids)
    with app.app_context(), jobs.reading("the journal") as session:
        lines = session.execute(sa.select(*JournalLine.__table__.columns)).all()
    found = [line for line in lines if CANARIES.search(repr(line))]
    assert found == []
    walked = {line.act for line in lines}
    assert {
        *("initiative.draft", "initiative.amend", "initiative.submit", "initiative.endorse"),
        *("initiative.accept", "initiative.return", "person.reveal", "batch.check", "batch.take"),
        *("invitation.write", "notice.send", "unit.rename", "unit.open", "progress.export"),
    } <= walked


def _form(chair, unit: int) -> int:
    """Written, amended, its author looked at, handed in; returns its id."""
    chair.get(f"/u/{unit}/initiatives/new")
    said = {"full_name": NAME, "phone": PHONE, "id_number": ID_NUMBER, "title": TITLE}
    said |= {"co_authors": OTHER_NAME, "summary": SUMMARY}
    draft = chair.submit(f"/u/{unit}/initiatives/", paper(**said, act="draft"))
    assert draft.status_code == 303
    shown = chair.submit(f"{draft.location}/author", {"reason": "verify"})
    assert NAME in shown.text
    version = re.search(
        r'name="version"[^>]*value="(\d+)"', chair.get(f"{draft.location}/edit").text
    )
    again = paper(
        **said | {"title": f"{TITLE} hai"}, **({"version": version[1]} if version else {})
    )
    assert chair.submit(draft.location, again).status_code == 303
    return int(re.search(r"\d+$", draft.location)[0])


def _list(officer, unit: int, as_unit) -> int:
    """A paper list with people on it, taken; returns the id of one of its initiatives."""
    rows = [
        (f"{OTHER_NAME}; {OTHER_PHONE}; 12/03/1985", 2, f"{TITLE} ba", "7/2022", SUMMARY),
        (f"{NAME}; {PHONE[:-1]}9; 1985", 2, f"{TITLE} bốn", "7/2022", SUMMARY),
    ]
    page = officer.get(f"/u/{unit}/intake/")
    stage = re.search(r'<option selected value="(\d+)"', page.text)[1]
    file = (io.BytesIO(paper_list("CĐCS Công ty TNHH May Hòa Bình", rows)), "canary.xlsx")
    fields = {"stage": stage, "about": "cs-a12", "file": file}
    batch = officer.submit(f"/u/{unit}/intake/", fields).location
    assert officer.submit(f"{batch}/taking").status_code == 303
    with as_unit("cs-a12"):
        return db.session.scalar(sa.select(sa.func.max(Initiative.id)))


def _review(officer, unit: int, one: int, returned: int, as_unit) -> None:
    with as_unit("huyen-a1"):
        listed = db.session.get_one(Initiative, returned)
        code = ReasonCode.known(listed.stage)[0].id
    at = f"/u/{unit}/reviews"
    assert officer.submit(f"{at}/{one}/approval").status_code == 303
    reasons = {"act": "returned", "codes": str(code), "note": f"{NAME} {PHONE}"}
    answer = officer.submit(f"{at}/{returned}/refusal", reasons)
    assert answer.status_code == 303, answer.text


def _invite(leader, client, unit: int) -> None:
    leader.get(f"/u/{unit}/accounts/invitations/new")
    said = {"full_name": INVITED, "office": "Canary", "role": "leader"}
    page = leader.submit(f"/u/{unit}/accounts/invitations", said)
    link = re.search(r"/accounts/invitations/[\w-]+", page.text)[0]
    client.get(link)
    form = {"login": "chutichmoi", "password": "mot-mat-khau-dai", "again": "mot-mat-khau-dai"}
    client.submit(link, form)


def _rest(chair, leader, ids) -> None:
    unit = ids["huyen-a1"]
    page = leader.get(f"/u/{unit}/notices/new").text
    to = re.search(r'<option[^>]* value="([^"]+)"', page)[1]
    said = {"to": to, "title": TITLE, "body": f"{NAME} {PHONE}"}
    assert leader.submit(f"/u/{unit}/notices/", said).status_code == 303
    leader.get(f"/u/{unit}/units/new")
    opened = {"code": "cs-moi", "name": f"CĐCS {NAME}", "kind_code": "grassroots"}
    opened |= {"block_code": "doanh-nghiep", "member_count": "12", "short_name": ""}
    assert leader.submit(f"/u/{unit}/units/", opened).status_code == 303
    renamed = leader.submit(f"/u/{unit}/units/{ids['cs-a11']}/name", {"name": f"CĐCS {NAME}"})
    assert renamed.status_code == 303
    assert leader.get(f"/u/{unit}/progress/table.xlsx?stage=gd2").status_code == 200
