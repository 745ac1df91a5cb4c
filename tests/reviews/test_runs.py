"""Many at once: what is chosen stays chosen, what is foreseen comes true, singles' rules hold."""

import datetime as dt
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app import jobs
from app.db import db
from app.initiatives import Identified, Initiative, State, Tally, tallies
from app.programmes import ReviewStep, Step, Task, Where, windows
from app.reviews import Outcome, Pick, Review, Run, SecondLook, Selection, picks, runs
from app.reviews.foreseeing import foresee
from app.reviews.refusals import (
    ChosenAnew,
    NothingChosen,
    NotOnYourDesk,
    ReasonMissing,
    SaidBefore,
    TooManyChosen,
    UndoTooLate,
)
from app.units import Unit
from app.web.errors import Refused
from tests.reviews.deciding import MINUTE, account_of, say, word
from tests.world import NOW
from tests.written import hand_in

O = Outcome  # noqa: E741
LATER = NOW + dt.timedelta(hours=1)


def at(ids, code, tail=""):
    return f"/u/{ids[code]}/reviews/{tail}"


@pytest.fixture
def who(app):
    """`who("officer.huyen-a1")`: who signs."""

    def find(login):
        with app.app_context():
            return account_of(login)

    return find


@pytest.fixture
def by(who):
    return who("officer.huyen-a1")


@pytest.fixture
def desk(as_unit):
    """`desk(3)`: so many initiatives that wait at huyen-a1; their ids, the oldest first."""

    def fill(count, unit="cs-a11", to=State.ENDORSED):
        with as_unit("tld"):
            return [hand_in(Unit.by_code(unit), to=to).id for _ in range(count)]

    return fill


def chosen(by, ids, unit="huyen-a1"):
    """The selection of somebody, with these in it as they are now."""
    selection = Selection(Unit.by_code(unit), by.id)
    rows = db.session.execute(
        sa.select(Initiative.id, Initiative.version).where(Initiative.id.in_(ids))
    )
    selection.keep({row.id: row.version for row in rows}, set(ids))
    return selection


def run(by, ids, outcome=O.VALID, unit="huyen-a1", moment=LATER, **said):
    """Choose and run in the session that is open."""
    chosen(by, ids, unit)
    return Run.begin(Unit.by_code(unit), word(outcome, **said), by=by, at=moment)


# --- choosing ---


def queue_form(page):
    """What the bar of a page of the queue carries."""
    shown = re.search(r'name="shown" value="([^"]*)"', page)[1]
    ticked = re.findall(r'value="(\d+)" form="picks" data-pick checked', page)
    return {"shown": shown, "initiative_ids": ticked}


def test_what_is_ticked_stays_on_every_page_and_every_device(signed_in, ids, desk):
    numbers = desk(60)
    officer, phone = (signed_in("officer.huyen-a1") for _ in range(2))
    first = officer.get(at(ids, "huyen-a1")).text
    form = {**queue_form(first), "initiative_ids": [str(n) for n in numbers[:3]]}
    back = officer.submit(at(ids, "huyen-a1", "picks?view=overdue&page=2"), form)
    assert back.location == at(ids, "huyen-a1", "?view=overdue&page=2")
    second = phone.get(at(ids, "huyen-a1", "?page=2")).text
    assert 'data-bulk-base="3">3</span> đã chọn' in second
    form = {**queue_form(second), "initiative_ids": [str(numbers[55])]}
    phone.submit(at(ids, "huyen-a1", "picks?page=2"), form)
    again = officer.get(at(ids, "huyen-a1")).text
    assert queue_form(again)["initiative_ids"] == [str(n) for n in numbers[:3]]
    assert 'data-bulk-base="1">4</span> đã chọn' in again
    form = {**queue_form(again), "initiative_ids": [str(numbers[0])]}
    assert "2</span> đã chọn" in officer.submit(at(ids, "huyen-a1", "picks"), form, htmx=True).text


def test_the_whole_list_is_chosen_and_let_go(signed_in, ids, desk):
    desk(60), desk(2, to=State.SUBMITTED)
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1")).text
    assert "Chọn cả 60 sáng kiến đang lọc" in page
    for _time in range(2):
        officer.submit(at(ids, "huyen-a1", "picks"), {**queue_form(page), "act": "all"})
    assert 'data-bulk-base="10">60</span>' in officer.get(at(ids, "huyen-a1")).text
    assert "Chọn cả 60" not in officer.get(at(ids, "huyen-a1")).text
    for _time in range(2):
        officer.submit(at(ids, "huyen-a1", "picks"), {"act": "clear"})
    assert 'data-bulk-base="0">0</span>' in officer.get(at(ids, "huyen-a1")).text


def test_each_chooses_for_oneself_and_only_what_lies_there(as_unit, desk, by, who):
    here, elsewhere = desk(2), desk(1, "cs-a21")
    drafts = desk(1, to=State.DRAFT)
    with as_unit("tld"):
        assert chosen(by, [*here, *elsewhere, *drafts]).count == 2
        assert Selection(Unit.by_code("huyen-a1"), by.id + 1).count == 0
        assert Selection(Unit.by_code("huyen-a2"), by.id).count == 0


def test_two_devices_at_once_choose_it_once(signed_in, ids, desk, as_unit, by):
    numbers = desk(5)
    clients = [signed_in("officer.huyen-a1") for _ in range(2)]
    forms = [queue_form(client.get(at(ids, "huyen-a1")).text) for client in clients]

    def tick(pair):
        client, form = pair
        form = {**form, "initiative_ids": [str(n) for n in numbers]}
        return client.submit(at(ids, "huyen-a1", "picks"), form).status_code

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(tick, zip(clients, forms, strict=True))) == [303, 303]
    with as_unit("huyen-a1"):
        assert Selection(Unit.by_code("huyen-a1"), by.id).count == 5


def test_no_more_than_one_takes_in(as_unit, desk, by, monkeypatch):
    monkeypatch.setattr(picks, "MOST", 3)
    numbers = desk(4)
    with as_unit("huyen-a1"):
        unit = Unit.by_code("huyen-a1")
        here = sa.select(Initiative).where(Initiative.desk_unit_id == unit.id)
        with pytest.raises(TooManyChosen):
            Selection(unit, by.id).add_all(here)
        assert chosen(by, numbers[:3]).count == 3
        with pytest.raises(TooManyChosen):
            chosen(by, numbers)


def test_viewers_have_no_boxes(signed_in, ids, desk):
    desk(1)
    viewer = signed_in("viewer.huyen-a1")
    page = viewer.get(at(ids, "huyen-a1")).text
    assert "data-pick" not in page
    assert 'id="picks"' not in page
    assert viewer.submit(at(ids, "huyen-a1", "picks"), {"act": "all"}).status_code == 403
    assert viewer.get(at(ids, "huyen-a1", "bulk")).status_code == 403


# --- what it would do, and does ---

PLIGHTS = (
    *("plain", "waits", "closed", "gone", "decided", "amended", "namesake", "own", "looked"),
    *("agreed", "said"),
)


def plight(name, by, other):
    """An initiative in some plight, as it is when it is chosen."""
    unit = Unit.by_code(
        {"gone": "cs-a21", "own": "huyen-a1", "closed": "huyen-a1"}.get(name, "cs-a11")
    )
    desk = Unit.by_code("huyen-a1")
    row = hand_in(unit, to=State.SUBMITTED if name == "waits" else State.ENDORSED)
    if name in ("namesake", "own"):
        row._sign(unit, [Identified(by.name, phone=f"08{row.id:08}")])
    if name == "closed":
        say(row.id, "huyen-a1", O.RETURNED, by=by, at=NOW + MINUTE)
    if name == "looked":
        refusal = say(row.id, "huyen-a1", O.INVALID, by=by, at=NOW + MINUTE)
        asked = {"by": 1, "signed_by": "A", "at": NOW + 2 * MINUTE}
        look = SecondLook.ask(row, refusal, "Đã có quyết định.", **asked)
        row.desk_unit_id = look.desk_unit_id = desk.id
    if name == "agreed":
        row.agree()
        Review._keep(row, desk, O.AGREED, word(O.VALID), by, NOW + MINUTE)
    db.session.flush()
    return row.id


def happen(name, initiative, by, other):
    """What comes between choosing and deciding."""
    if name == "decided":
        say(initiative, "huyen-a1", O.RETURNED, by=other, at=NOW + 5 * MINUTE)
    if name == "said":
        say(initiative, "huyen-a1", O.VALID, by=by, at=NOW + 5 * MINUTE)
    if name == "amended":
        db.session.get_one(Initiative, initiative).summary = "Nay đọc khác."
    db.session.flush()


def set_out(names, by, other):
    """Initiatives in these plights, their versions when they were chosen; then what happens."""
    ids = [plight(name, by, other) for name in names]
    versions = [db.session.get_one(Initiative, number).version for number in ids]
    for name, number in zip(names, ids, strict=True):
        happen(name, number, by, other)
    return dict(zip(ids, versions, strict=True))


def pick_all(versions, by):
    """Choose them as they were, wherever they lie."""
    desk = Unit.by_code("huyen-a1")
    for number, version in versions.items():
        whose = {"unit_id": desk.id, "unit_path": desk.path, "account_id": by.id}
        db.session.add(Pick(**whose, initiative_id=number, version=version))
    db.session.flush()


def standing(initiative):
    """How an initiative stands, without ids of its own."""
    row = db.session.get_one(Initiative, initiative)
    last = Review.last_of(row)
    said = (last.outcome, last.note, last.reviewer_id, last.namesake, last.at) if last else None
    moves = [(move.from_state, move.to_state, move.by_id, move.at) for move in row.moves]
    return (row.state, row.desk_unit_id, row.desk_since, row.agreed, said, moves)


def singly(initiative, version, said, by):
    """The single decision: what it came to, or the words it was refused with."""
    row = db.session.get(Initiative, initiative)
    if row is None:
        return str(NotOnYourDesk())
    said = replace(said, version=version)
    try:
        with db.session.begin_nested():
            written = Review.write(row, Unit.by_code("huyen-a1"), said, by=by, at=LATER)
    except Refused as refused:
        return str(refused)
    return written.outcome if written else str(SaidBefore())


COUNTS = [column.key for column in sa.inspect(Tally).columns if column.key in set(State)]


def counted():
    """The sums over all, by unit, group and state."""
    return Counter(
        {
            (row.unit_id, row.target_group, name): getattr(row, name)
            for row in db.session.scalars(sa.select(Tally))
            for name in COUNTS
        }
    )


@pytest.mark.parametrize(
    ("outcome", "persons", "seed"),
    [(O.VALID, 1, 1), (O.VALID, 2, 2), (O.INVALID, 1, 3), (O.RETURNED, 2, 4), (O.CONFIRMED, 1, 5)],
)
def test_a_run_of_many_is_many_single_decisions(as_unit, who, by, outcome, persons, seed):
    other, dice = who("leader.huyen-a1"), random.Random(seed)
    names = [*PLIGHTS, *dice.choices(PLIGHTS, k=5), "plain"]
    dice.shuffle(names)
    with as_unit("tld"):
        programme = windows(Unit.by_code("tld"))[0].programme
        steps = (Step(Task.CONFIRM, Where.OWN), Step(Task.DECIDE, Where.ABOVE, persons))
        ReviewStep.set_route(programme, steps, by=None, at=NOW)
        many, single = (set_out(names, by, other) for _twin in range(2))
        pick_all(many, by)
        before = counted()
    with as_unit("huyen-a1"):
        unit, said = Unit.by_code("huyen-a1"), word(outcome)
        found = foresee(Selection(unit, by.id), outcome, by=by)
        foreseen = {row.id: verdict.outcome.value for row, verdict in found.will}
        foreseen |= {row.id: why for why, rows in found.left.items() for row in rows}
        gone = found.gone
        Run.begin(unit, said, by=by, at=LATER)
        picked = db.session.scalars(sa.select(Pick)).all()
        became = {pick.initiative_id: pick.refusal or pick.outcome for pick in picked}
    with as_unit("tld"):
        middle = counted()
    with as_unit("huyen-a1"):
        said = word(outcome)
        alone = [singly(number, version, said, by) for number, version in single.items()]
    with as_unit("tld"):
        after = counted()
        assert [became[number] for number in many] == alone
        assert [standing(number) for number in many] == [standing(number) for number in single]
        moved = {key: middle[key] - before[key] for key in {*middle, *before}}
        assert moved == {key: after[key] - middle[key] for key in {*middle, *before}}
        assert tallies.differences() == []
        assert gone == names.count("gone")
        assert foreseen == {number: became[number] for number in foreseen}
        assert len(foreseen) + gone == len(names)


def test_the_plights_are_all_refused_by_their_names(as_unit, who, by):
    """So that the property above is no comparison of nothing with nothing."""
    other = who("leader.huyen-a1")
    with as_unit("tld"):
        ids = set_out(PLIGHTS, by, other)
        pick_all(ids, by)
    with as_unit("huyen-a1"):
        found = foresee(Selection(Unit.by_code("huyen-a1"), by.id), O.VALID, by=by)
        words = " ".join(found.left)
        for part in (
            "không còn ở nơi xử lý của đơn vị",
            "Ở trạng thái hiện nay",
            "Đồng chí Nguyễn Thị Leader.Huyen-A1 đã ghi “Yêu cầu bổ sung”",
            "vừa được sửa",
            "đánh dấu “Không phải tôi”",
            "Không ai quyết định về sáng kiến của mình",
            "lần xem xét lại do đồng chí khác làm",
            "Đồng chí đã ghi như vậy trước đó",
        ):
            assert part in words
        assert [row.id for row, _verdict in found.will] == [
            list(ids)[PLIGHTS.index(name)] for name in ("plain", "agreed")
        ]


# --- a run ---


def test_a_run_says_what_came_of_each(signed_in, ids, desk, as_unit, by):
    numbers = desk(4)
    officer = signed_in("officer.huyen-a1")
    page = officer.get(at(ids, "huyen-a1")).text
    form = {**queue_form(page), "initiative_ids": [str(n) for n in numbers], "act": "returned"}
    to = officer.submit(at(ids, "huyen-a1", "picks"), form)
    assert to.location == at(ids, "huyen-a1", "bulk?outcome=returned")
    page = officer.get(to.location).text
    assert "Sẽ ghi: 4 sáng kiến" in page
    drop = {"act": "drop", "back": "returned", "initiative_ids": str(numbers[0])}
    to = officer.submit(at(ids, "huyen-a1", "picks"), drop)
    with as_unit("tld"):
        db.session.get_one(Initiative, numbers[1]).summary = "Vừa sửa."
    page = officer.get(to.location).text
    assert "Sẽ ghi: 2 sáng kiến" in page
    assert "Để lại: 1 sáng kiến" in page
    assert "Xin đọc lại rồi quyết định" in page
    bare = officer.submit(at(ids, "huyen-a1", "runs"), {**hidden(page), "note": "Chữ đã gõ"})
    assert bare.status_code == 422
    assert "Xin chọn ít nhất một lý do." in bare.text
    assert "Chữ đã gõ" in bare.text
    code = re.search(r'name="codes"[^>]*value="(\d+)"', page)[1]
    form = {**hidden(bare.text), "codes": [code], "note": "Gửi kèm quyết định."}
    answers = {officer.submit(at(ids, "huyen-a1", "runs"), form).location for _click in range(2)}
    [report] = answers
    page = officer.get(report).text
    assert "Xin đọc lại rồi quyết định" in page
    assert at(ids, "huyen-a1", str(numbers[1])) in page
    assert "Hoàn tác cả lần ghi này" in page
    assert "Gửi kèm quyết định." in page
    assert str(numbers[2]) in officer.get(report + "?show=changed").text
    with as_unit("huyen-a1"):
        assert len(db.session.scalars(sa.select(Run)).all()) == 1
        states = [db.session.get_one(Initiative, n).state for n in numbers]
        assert states == ["endorsed", "endorsed", "returned", "returned"]
        last = Review.last_of(db.session.get_one(Initiative, numbers[2]))
        assert [given.reason.id for given in last.reasons] == [int(code)]
    leader = signed_in("leader.huyen-a1")
    seen = leader.get(report).text
    assert "Hoàn tác cả lần ghi này" not in seen
    assert leader.submit(report + "/undo").status_code == 409
    assert officer.submit(report + "/undo").location == report
    page = officer.get(report).text
    assert "Đã hoàn tác 2 sáng kiến" in page
    assert officer.submit(report + "/undo").location == report, "a double click"
    assert "Đã hoàn tác" in officer.get(at(ids, "huyen-a1", "recent")).text
    with as_unit("tld"):
        assert {db.session.get_one(Initiative, n).state for n in numbers} == {"endorsed"}
        assert tallies.differences() == []


def hidden(page):
    """What the form of a run carries."""
    form = page.split('action="/u/')[1:]
    form = next(part for part in form if part.split('"')[0].endswith("/reviews/runs"))
    names = ("once", "mark", "outcome")
    found = dict(re.findall(r'name="(\w+)" (?:type="hidden" )?value="([^"]*)"', form))
    return {name: found[name] for name in names}


def test_the_chair_confirms_many_with_whom_and_when(signed_in, ids, desk, as_unit):
    numbers = desk(3, to=State.SUBMITTED)
    chair = signed_in("leader.cs-a11")
    page = chair.get(at(ids, "cs-a11")).text
    form = {**queue_form(page), "initiative_ids": [str(n) for n in numbers], "act": "confirmed"}
    page = chair.get(chair.submit(at(ids, "cs-a11", "picks"), form).location).text
    tomorrow = {**hidden(page), "assessed_with": "Hội đồng", "assessed_on": "7/3/2023"}
    refused = chair.submit(at(ids, "cs-a11", "runs"), tomorrow)
    assert refused.status_code == 422
    assert "Ngày đánh giá chưa đến" in refused.text
    said = {
        **hidden(refused.text),
        "assessed_with": "Hội đồng sáng kiến",
        "assessed_on": "1/3/2023",
    }
    report = chair.submit(at(ids, "cs-a11", "runs"), said).location
    assert "Hội đồng sáng kiến" in chair.get(report).text
    with as_unit("cs-a11"):
        for number in numbers:
            last = Review.last_of(db.session.get_one(Initiative, number))
            assert (last.outcome, last.assessed_on) == (O.CONFIRMED, dt.date(2023, 3, 1))


def test_two_presses_at_once_are_one_run(signed_in, ids, desk, as_unit, by):
    numbers = desk(5)
    with as_unit("huyen-a1"):
        chosen(by, numbers)
    clients = [signed_in("officer.huyen-a1") for _ in range(2)]
    forms = [hidden(client.get(at(ids, "huyen-a1", "bulk")).text) for client in clients]
    forms[1]["once"] = forms[0]["once"]  # the same form twice

    def press(pair):
        return pair[0].submit(at(ids, "huyen-a1", "runs"), pair[1])

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(press, zip(clients, forms, strict=True)))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({answer.location for answer in answers}) == 1
    with as_unit("huyen-a1"):
        [begun] = db.session.scalars(sa.select(Run))
        assert begun.counts() == {"changed": 5}


def test_what_was_not_shown_is_not_decided(signed_in, ids, desk, as_unit, by):
    """Somebody goes on choosing on another device while the page with the numbers is open."""
    numbers = desk(3)
    with as_unit("huyen-a1"):
        chosen(by, numbers[:2])
    officer = signed_in("officer.huyen-a1")
    form = hidden(officer.get(at(ids, "huyen-a1", "bulk")).text)
    with as_unit("huyen-a1"):
        chosen(by, numbers)
    answer = officer.submit(at(ids, "huyen-a1", "runs"), form)
    assert answer.status_code == 409
    assert "Danh sách đã chọn vừa thay đổi" in answer.text
    assert "Sẽ ghi: 3 sáng kiến" in answer.text
    assert officer.submit(at(ids, "huyen-a1", "runs"), hidden(answer.text)).status_code == 303
    empty = officer.submit(at(ids, "huyen-a1", "runs"), {"outcome": "valid"})
    assert empty.status_code == 409
    assert "Chưa chọn sáng kiến nào" in empty.text


def test_the_model_wants_reasons_and_a_selection(as_unit, desk, by):
    numbers = desk(1)
    with as_unit("huyen-a1"):
        unit = Unit.by_code("huyen-a1")
        with pytest.raises(NothingChosen), db.session.begin_nested():
            Run.begin(unit, word(O.VALID), by=by, at=LATER)
        selection = chosen(by, numbers)
        with pytest.raises(ReasonMissing):
            Run.begin(unit, word(O.INVALID, note=" "), by=by, at=LATER)
        with pytest.raises(ChosenAnew), db.session.begin_nested():
            Run.begin(unit, word(O.VALID), by=by, at=LATER, mark="0-0-0")
        mark = selection.mark
        assert Run.begin(unit, word(O.VALID), by=by, at=LATER, mark=mark).counts() == {"changed": 1}
        assert selection.count == 0


def test_undoing_a_run_undoes_what_it_may_and_says_what_not(as_unit, desk, by, who):
    numbers = desk(4)
    with as_unit("tld"):
        begun = run(by, numbers, O.INVALID)
        reviews = {review.initiative_id: review for review in db.session.scalars(sa.select(Review))}
        reviews[numbers[0]].undo(by=by.id, at=LATER + MINUTE)  # by hand, before
        row = db.session.get_one(Initiative, numbers[1])
        leader = who("leader.huyen-a1")
        Review.reopen(row, Unit.by_code("huyen-a1"), "Nhầm", by=leader, at=LATER + MINUTE)
        begun.undo(by=by.id, at=LATER + 2 * MINUTE)
        assert begun.state == "undone"
        assert begun.counts() == {"undone": 3, "kept": 1}
        [kept] = db.session.scalars(begun.listed("kept"))
        assert kept.initiative_id == numbers[1]
        assert "Nguyễn Thị Leader.Huyen-A1 đã ghi “Mở lại”" in kept.refusal
        assert {db.session.get_one(Initiative, n).state for n in numbers} == {"endorsed"}
        assert tallies.differences() == []


def test_a_run_is_undone_for_fifteen_minutes(as_unit, desk, by):
    numbers = desk(2)
    with as_unit("huyen-a1"):
        begun = run(by, numbers)
        assert begun.may_undo(by=by.id, now=LATER + 14 * MINUTE)
        assert not begun.may_undo(by=by.id + 1, now=LATER)
        for late in (LATER + 15 * MINUTE, LATER + dt.timedelta(days=1)):
            with pytest.raises(UndoTooLate):
                begun.undo(by=by.id, at=late)
        assert begun.counts() == {"changed": 2}


# --- in the worker ---


@pytest.fixture
def small_steps(monkeypatch):
    """More than three are left to the worker, who does two at a time."""
    from app.reviews import working

    monkeypatch.setattr(runs, "AT_ONCE", 3)
    monkeypatch.setattr(working, "STEP", 2)


def test_a_large_run_is_done_by_the_worker_and_undone_by_it(
    app, signed_in, ids, desk, as_unit, by, small_steps
):
    numbers = desk(7)
    with as_unit("huyen-a1"):
        chosen(by, numbers)
    officer = signed_in("officer.huyen-a1")
    form = hidden(officer.get(at(ids, "huyen-a1", "bulk")).text)
    report = officer.submit(at(ids, "huyen-a1", "runs"), form).location
    page = officer.get(report).text
    assert "0/7" in page
    assert f'hx-get="{report}"' in page
    assert "0/7" in officer.get(report, htmx=True).text
    assert officer.submit(report + "/undo").status_code == 409, "it is not done yet"
    with app.app_context():
        assert jobs.run("reviews.runs") == 1
        assert jobs.run("reviews.runs") == 0
    page = officer.get(report).text
    assert "Hoàn tác cả lần ghi này" in page
    assert officer.submit(report + "/undo").location == report
    assert "Đang hoàn tác" in officer.get(report).text
    with app.app_context():
        assert jobs.run("reviews.runs") == 1
    assert "Đã hoàn tác 7 sáng kiến" in officer.get(report).text
    with as_unit("tld"):
        assert {db.session.get_one(Initiative, n).state for n in numbers} == {"endorsed"}
        assert tallies.differences() == []


def test_a_run_that_fails_says_so_and_keeps_what_is_done(
    app, as_unit, desk, by, small_steps, monkeypatch
):
    numbers = desk(5)
    with as_unit("huyen-a1"):
        begun = run(by, numbers).id
        broken = [numbers[3]]
    real = Review.write.__func__

    def write(cls, initiative, *given, **more):
        if initiative.id in broken:
            raise RuntimeError("a seeded fault")
        return real(cls, initiative, *given, **more)

    monkeypatch.setattr(Review, "write", classmethod(write))
    with app.app_context():
        jobs.run("reviews.runs")
    with as_unit("huyen-a1"):
        found = db.session.get_one(Run, begun)
        assert found.state == "done"
        assert "Hệ thống gặp lỗi" in found.refusal
        assert found.counts() == {"changed": 2, "left": 3}, "a step is done whole, or not at all"


def test_what_is_refused_half_way_leaves_nothing_behind(as_unit, desk, by, monkeypatch):
    """A savepoint for each: a refusal after the move takes the move back, and nothing else."""
    numbers, real = desk(3), Review._keep.__func__

    def keep(cls, initiative, *given, **more):
        if initiative.id == numbers[1]:
            raise NotOnYourDesk()
        return real(cls, initiative, *given, **more)

    with as_unit("huyen-a1"):
        monkeypatch.setattr(Review, "_keep", classmethod(keep))
        assert run(by, numbers).counts() == {"changed": 2, "left": 1}
    with as_unit("tld"):
        states = [db.session.get_one(Initiative, number).state for number in numbers]
        assert states == ["valid", "endorsed", "valid"]
        assert tallies.differences() == []


def test_two_runs_over_the_same_initiatives_share_them(as_unit, desk, by, who):
    numbers, other = desk(4), who("leader.huyen-a1")
    with as_unit("huyen-a1"):
        chosen(other, numbers)
        first = run(by, numbers)
        second = Run.begin(Unit.by_code("huyen-a1"), word(O.INVALID), by=other, at=LATER + MINUTE)
        assert first.counts() == {"changed": 4}
        assert second.counts() == {"left": 4}
        [why] = {pick.refusal for pick in db.session.scalars(second.listed("left"))}
        assert "Nguyễn Thị Officer.Huyen-A1 đã ghi “Hợp lệ”" in why


def test_runs_at_once_decide_nothing_twice(app, signed_in, ids, desk, as_unit, by, who):
    numbers, other = desk(12), who("leader.huyen-a1")
    with as_unit("huyen-a1"):
        chosen(by, numbers), chosen(other, numbers[::-1])
    clients = [signed_in("officer.huyen-a1"), signed_in("leader.huyen-a1")]
    forms = [hidden(client.get(at(ids, "huyen-a1", "bulk")).text) for client in clients]

    def press(pair):
        return pair[0].submit(at(ids, "huyen-a1", "runs"), pair[1]).status_code

    with ThreadPoolExecutor(2) as both:
        assert list(both.map(press, zip(clients, forms, strict=True))) == [303, 303]
    with as_unit("tld"):
        said = db.session.scalars(sa.select(Review.initiative_id)).all()
        assert sorted(said) == sorted(numbers)
        assert tallies.differences() == []


def test_the_page_before_a_run_asks_as_little_for_many_as_for_few(
    signed_in, ids, desk, as_unit, by, statements
):
    officer, counts = signed_in("officer.huyen-a1"), []
    for more in (3, 60):
        numbers = desk(more)
        with as_unit("huyen-a1"):
            chosen(by, numbers)
        officer.get(at(ids, "huyen-a1", "bulk"))
        statements.clear()
        assert officer.get(at(ids, "huyen-a1", "bulk")).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 16
