"""Refusals in figures: sums as counted by hand, each number opens what it counts."""

import datetime as dt
import random
import re
from collections import Counter
from statistics import median_high

import pytest

from app.db import db
from app.initiatives import Initiative, State
from app.programmes import ReasonCode, all_windows, chosen
from app.reviews import Outcome, Review, Reviewer, Word
from app.reviews.figures import Refusals
from app.units import Unit
from tests.world import NOW
from tests.written import hand_in

UNITS = ["cs-a11", "cs-a12", "cs-a21", "cs-a0", "huyen-a1", "tinh-a"]
FIGURE = re.compile(
    r'<a class="figure" href="([^"]+)">([\d.]+)</a>(?: <span class="muted">\((\d+)\))?'
)
DESKS = {"cs-a11": "huyen-a1", "cs-a12": "huyen-a1", "cs-a21": "huyen-a2", "cs-a0": "tinh-a"}


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/reasons{tail}"


@pytest.fixture
def sown(as_unit):
    """A seeded mess of decisions all over the province."""
    chance = random.Random(6)
    with as_unit("tinh-a"):
        for number in range(60):
            unit = Unit.by_code(chance.choice(UNITS))
            row, desk = hand_in(unit), Unit.by_code(DESKS.get(unit.code, unit.code))
            codes = ReasonCode.known(row.stage)
            row.submitted_at = NOW - dt.timedelta(days=40)
            for step in range(chance.randrange(4)):
                when = NOW - dt.timedelta(days=20 - 5 * step, hours=chance.randrange(90))
                outcome = chance.choice([Outcome.VALID, Outcome.INVALID, Outcome.RETURNED])
                word = Word(outcome, codes=chance.sample(codes, 2), note="Cần sửa.")
                if outcome is Outcome.VALID:
                    word = Word(outcome)
                if number % 10 == step:
                    when = NOW - dt.timedelta(minutes=3)  # may still be taken back
                Review.write(row, desk, word, by=Reviewer(1, "A"), at=when)
                if outcome is not Outcome.RETURNED:
                    break
                row.state, row.desk_unit_id = State.ENDORSED.value, desk.id  # it came back
            db.session.flush()


def by_hand(path, own=False):
    """What the page should say of a subtree, from the rows themselves."""
    rows = [
        review
        for review in db.session.query(Review).all()
        if (review.unit_path == path if own else review.unit_path.startswith(path))
        and review.at <= NOW - dt.timedelta(minutes=15)
        and review.outcome in ("invalid", "returned")
    ]
    reasons = {(r.initiative_id, given.reason_code_id) for r in rows for given in r.reasons}
    days = [
        int((i.desk_since - i.submitted_at).total_seconds() // 86_400)
        for i in db.session.query(Initiative).all()
        if (i.unit_path == path if own else i.unit_path.startswith(path))
        and i.state in ("valid", "invalid")
        and i.desk_since <= NOW - dt.timedelta(minutes=15)
    ]
    return {
        "refused": len({r.initiative_id for r in rows}),
        "returns": sum(r.outcome == "returned" for r in rows),
        "returned": len({r.initiative_id for r in rows if r.outcome == "returned"}),
        "reasons": dict(Counter(code for _one, code in reasons)),
        "median": median_high(days) if days else None,
    }


def as_said(line):
    return {
        "refused": line.refused,
        "returns": line.returns,
        "returned": line.returned,
        "reasons": {code: many for code, many in line.reasons.items() if many},
        "median": line.median_days,
    }


@pytest.mark.parametrize("code", ["tinh-a", "huyen-a1", "huyen-a2", "cs-a11"])
def test_sums_are_those_of_the_rows(as_unit, sown, code):
    with as_unit(code):
        unit = Unit.by_code(code)
        window = chosen(all_windows(unit), "gd2", None, NOW)
        figures = Refusals.of(unit, window, NOW)
        for line in figures.lines:
            path = db.session.get(Unit, line.unit_id).path
            assert as_said(line) == by_hand(path, own=line.own)
        assert as_said(figures.total) == by_hand(unit.path)
        assert figures.total.refused > 0


def test_each_number_opens_a_list_with_the_same_sum(signed_in, ids, sown):
    officer = signed_in("officer.tinh-a")
    page = officer.get(at(ids, "tinh-a")).text
    links = FIGURE.findall(page)
    assert len(links) > 20
    for href, number, initiatives in links:
        shown = officer.get(href.replace("&amp;", "&")).text
        total = re.search(r'class="pager__sum num">[^/]*/ ([\d.]+)<', shown)[1]
        assert total == (initiatives or number), href


def test_a_phone_has_the_same_numbers_and_part_of_a_page_is_the_figures(signed_in, ids, sown):
    officer = signed_in("officer.tinh-a")
    part = officer.get(at(ids, "tinh-a"), htmx=True).text
    assert part.lstrip().startswith('<div id="figures">')
    assert 'data-label="Số lần trả lại"' in part


def test_who_decided_on_his_own_entry_and_namesakes_stand_in_lists(signed_in, ids, as_unit):
    with as_unit("huyen-a1"):
        row, desk = hand_in(Unit.by_code("cs-a11")), Unit.by_code("huyen-a1")
        row.entered_by_id = 3
        by, when = Reviewer(3, "Nguyễn Văn An"), NOW - dt.timedelta(hours=1)
        Review.write(row, desk, Word(Outcome.VALID, not_me=True), by=by, at=when)
        other = hand_in(Unit.by_code("cs-a12"))
        Review.write(other, desk, Word(Outcome.VALID), by=Reviewer(5, "Lê Bình"), at=when)
        title, other_title = row.title, other.title
    officer = signed_in("viewer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1")).text
    assert page.count("Xem danh sách") == 2
    for kind in ("entered", "namesake"):
        listed = officer.get(at(ids, "huyen-a1", f"?list={kind}")).text
        assert title in listed
        assert other_title not in listed
        assert "Nguyễn Văn An" in listed


def test_without_refusals_it_says_so(signed_in, ids):
    officer = signed_in("officer.huyen-b1")
    assert "Chưa có sáng kiến nào bị từ chối" in officer.get(at(ids, "huyen-b1")).text
    assert "Không có sáng kiến nào ở đây" in officer.get(at(ids, "huyen-b1", "?list=refused")).text


def test_what_is_foreign_is_missing(signed_in, ids, sown):
    officer = signed_in("officer.huyen-a1")
    other = f"?list=refused&unit={ids['cs-a21']}"
    assert officer.get(at(ids, "huyen-a1", other)).status_code == 404
    assert officer.get(at(ids, "huyen-a1", "?list=refused&unit=999999")).status_code == 404


def test_however_many_units_the_statements_stay_few(signed_in, ids, as_unit, sown, statements):
    officer = signed_in("officer.tinh-a")

    def needed():
        statements.clear()
        officer.get(at(ids, "tinh-a"))
        return len(statements)

    before = needed()
    with as_unit("tinh-a"):
        for number in range(40):
            unit = Unit.by_code("tinh-a").open_child(
                code=f"moi-{number}", name=f"Đơn vị {number}", kind="grassroots", by=None, at=NOW
            )
            row = hand_in(unit)
            word = Word(Outcome.INVALID, codes=ReasonCode.known(row.stage)[:1], note="Thiếu.")
            when = NOW - dt.timedelta(days=1)
            Review.write(row, Unit.by_code("tinh-a"), word, by=Reviewer(1, "A"), at=when)
    assert needed() == before
    assert before <= 14


def test_the_list_is_given_out_as_a_file(signed_in, ids, sown):
    officer = signed_in("officer.tinh-a")
    address = f"/u/{ids['tinh-a']}/exports/initiatives.xlsx?list=refused&of=returned&stage=gd2"
    assert officer.get(address).mimetype.endswith("spreadsheetml.sheet")
