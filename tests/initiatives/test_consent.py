"""Nothing is handed in of an author who has not agreed."""

import re

import pytest
import sqlalchemy as sa

from app.db import db
from app.initiatives import Consent, ConsentMissing, ConsentWay, Identified, Initiative, State
from app.programmes import windows
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in, paper


def said(as_unit):
    with as_unit("tld"):
        given = db.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
        return [(one.initiative_id, one.text.version, one.way) for one in given]


def number_of(answer):
    return int(re.search(r"/initiatives/(\d+)$", answer.location)[1])


def test_the_box_is_never_ticked_before_somebody_ticks_it(signed_in, ids):
    chair = signed_in("leader.cs-a11")
    address = f"/u/{ids['cs-a11']}/initiatives/"
    number = number_of(chair.submit(address, paper(act="draft")))
    for page in ("new", f"{number}/edit"):
        [box] = re.findall(r'<input[^>]*name="agreed"[^>]*>', chair.get(address + page).text)
        assert "checked" not in box
        assert 'type="checkbox"' in box


def test_the_form_refuses_to_hand_in_without_it_and_keeps_a_draft(signed_in, ids, as_unit):
    chair = signed_in("leader.cs-a11")
    address = f"/u/{ids['cs-a11']}/initiatives/"
    chair.get(f"{address}new")
    refused = chair.submit(address, paper(agreed=""))
    assert refused.status_code == 422
    assert 'id="agreed-error"' in refused.text
    kept = chair.submit(address, paper(agreed="", act="draft"))
    assert kept.status_code == 303
    number = number_of(kept)
    assert chair.submit(f"{address}{number}/submission").status_code == 422
    page = chair.get(f"{address}{number}").text
    assert "Chưa ghi nhận tác giả đồng ý" in page
    assert f"{number}/submission" not in page
    assert said(as_unit) == []
    assert chair.submit(f"{address}{number}", paper(once="")).status_code == 303
    assert said(as_unit) == [(number, 1, "form")]


def test_who_enters_on_behalf_notes_that_it_was_given_on_paper(signed_in, ids, as_unit):
    officer = signed_in("officer.huyen-a1")
    address = f"/u/{ids['cs-a11']}/initiatives/"
    assert "giữ giấy đồng ý" in officer.get(f"{address}new").text
    number = number_of(officer.submit(address, paper()))
    assert said(as_unit) == [(number, 1, "paper")]


def test_what_was_returned_needs_it_again_when_somebody_else_stands_on_it(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"))
        initiative.send_back(by=1, at=NOW)
        window = next(w for w in windows(initiative.unit) if w.stage == initiative.stage)
        other = [Identified("Lê Thị Khác", phone="0911222333")]
        initiative.amend(authors=other, by=1, at=NOW)
        with pytest.raises(ConsentMissing):
            initiative.submit(window, by=1, at=NOW)
        initiative.amend(authors=other, consent=ConsentWay.FORM, by=1, at=NOW)
        initiative.submit(window, by=1, at=NOW)
        assert initiative.state == State.SUBMITTED


def test_a_verb_refuses_without_it(as_unit):
    with as_unit("huyen-a1"):
        initiative = hand_in(Unit.by_code("cs-a11"), to=State.DRAFT)
        db.session.execute(sa.delete(Consent))
        window = next(w for w in windows(initiative.unit) if w.stage == initiative.stage)
        with pytest.raises(ConsentMissing):
            initiative.submit(window, by=1, at=NOW)
        assert db.session.get(Initiative, initiative.id).state == State.DRAFT
