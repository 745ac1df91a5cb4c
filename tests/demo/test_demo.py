"""The demo says what the dispatches say, and stands as the verbs would have left it."""

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.accounts import Account, Membership
from app.clock import Practice
from app.db import Base, db
from app.demo import letters
from app.demo import load as demo
from app.demo.people import logins
from app.initiatives import (
    UNDO_FOR,
    Author,
    Initiative,
    Move,
    Person,
    State,
    Tally,
    tallies,
)
from app.initiatives.receipts import unit_of
from app.initiatives.states import MOVES
from app.journal import JournalLine
from app.notices import Notice
from app.programmes import Cutoff, Programme, Stage, windows
from app.quotas import QuotaBalance, QuotaEntry, ledger
from app.reviews import Review, ReviewReason, SecondLook
from app.tenancy import Everything
from app.units import Place, Unit
from app.vietnamese import fold
from tests.demo.test_invented import DISPATCH_PEOPLE

FACTS = json.loads((Path(demo.__file__).parent / "data" / "facts.json").read_text())
NOW = dt.datetime(2023, 3, 6, 8, tzinfo=clock.HANOI)
REPORTED = dt.datetime(2022, 5, 20, 17, tzinfo=clock.HANOI)
DESKS = {State.SUBMITTED, State.ENDORSED}


@pytest.fixture
def house(demo_app):
    """A look at all of the demo."""
    with demo_app.app_context(), jobs.reading("tests of the demo") as session:
        yield session


def unit(code: str) -> Unit:
    return db.session.scalars(sa.select(Unit).where(Unit.code == code)).one()


def children(code: str) -> list[Unit]:
    return list(db.session.scalars(unit(code).children()))


def by_hand(stage: str, path: str) -> Counter[str]:
    """Initiatives of a subtree, one by one."""
    rows = db.session.execute(
        sa.select(Initiative.state, Initiative.unit_path)
        .join(Stage, Stage.id == Initiative.stage_id)
        .where(Stage.code == stage)
    )
    return Counter(state for state, where in rows if where.startswith(path))


def by_tally(stage: str, path: str) -> Counter[str]:
    low, high = path, path[:-1] + "/"
    rows = db.session.scalars(
        sa.select(Tally)
        .join(Stage, Stage.id == Tally.stage_id)
        .where(Stage.code == stage, Tally.unit_path >= low, Tally.unit_path < high)
    )
    total = Counter()
    for row in rows:
        total += Counter({name: getattr(row, name) for name in tallies.COUNTS})
    return total


def assert_counts(stage: str, path: str, **expected: int) -> None:
    wanted = {name: number for name, number in expected.items() if number}
    assert by_hand(stage, path) == wanted
    assert by_tally(stage, path) == wanted


def quota(code: str, stage: str, programme: str = "01-trieu") -> tuple[int, int]:
    """Received and given."""
    found = db.session.execute(
        sa.select(QuotaBalance.received, QuotaBalance.given)
        .join(Stage, Stage.id == QuotaBalance.stage_id)
        .join(Programme, Programme.id == QuotaBalance.programme_id)
        .where(
            QuotaBalance.unit_id == unit(code).id, Stage.code == stage, Programme.code == programme
        )
    ).all()
    return tuple(found[0]) if found else (0, 0)


def test_ninh_binh_stands_as_printed(house):
    *rows, others = FACTS["ninh_binh"]["rows"]
    units = children("ninh-binh")
    assert [u.name for u in units] == [row[0] for row in rows]
    for child, (_name, _quota, valid, invalid, total) in zip(units, rows, strict=True):
        assert valid + invalid == total
        assert_counts("gd1", child.path, valid=valid, invalid=invalid)
        assert by_hand("gd2", child.path) == {}
    _quota, valid, invalid, _sum = FACTS["ninh_binh"]["computed_total"]
    assert_counts("gd1", unit("ninh-binh").path, valid=valid, invalid=invalid)
    own = house.scalars(sa.select(Initiative).where(Initiative.unit_id == unit("ninh-binh").id))
    assert Counter(i.state for i in own) == {"invalid": others[3]}


def test_ninh_binh_was_done_by_the_dispatch(house):
    path = unit("ninh-binh").path
    moments = [m.at for m in house.scalars(sa.select(Move)) if m.unit_path.startswith(path)]
    assert max(moments) <= REPORTED
    working = [m.astimezone(clock.HANOI) for m in moments]
    assert sum(m.weekday() < 5 and 7 <= m.hour <= 17 for m in working) > 0.98 * len(working)


def test_go_vap_and_phu_yen_stand_as_printed(house):
    first, second = FACTS["go_vap"]["stage_1"], FACTS["go_vap"]["stage_2"]
    go_vap = unit("go-vap")
    assert_counts("gd1", go_vap.path, valid=first["registered"])
    pending = by_hand("gd2", go_vap.path)
    assert pending["submitted"] + pending["endorsed"] == second["pending"]
    assert pending["endorsed"] > pending["submitted"] > 20
    assert_counts(
        "gd2", go_vap.path, valid=second["valid"],
        submitted=pending["submitted"], endorsed=pending["endorsed"],
    )  # fmt: skip
    may_an_binh = by_hand("gd2", unit("may-an-binh").path)
    assert all(may_an_binh[state] for state in ("submitted", "endorsed", "valid"))
    idle = [u for u in children("go-vap") if not by_tally("gd2", u.path)]
    assert 6 <= len(idle) <= 16
    assert_counts("gd1", unit("phu-yen").path, valid=FACTS["phu_yen"]["stage_1"]["registered"])
    assert all(by_tally("gd1", upper.path) for upper in children("phu-yen"))


def test_the_sums_are_in_order(house):
    assert tallies.differences() == []
    assert ledger.differences() == []


def test_quotas_stand_as_printed(house):
    facts = FACTS
    printed, computed = (
        facts["ninh_binh"][name][0] for name in ("printed_total", "computed_total")
    )
    assert quota("ninh-binh", "gd1") == (printed, computed)
    *rows, _others = facts["ninh_binh"]["rows"]
    for child, row in zip(children("ninh-binh"), rows, strict=True):
        assert quota(child.code, "gd1") == (row[1], 0)
    go_vap = facts["go_vap"]
    assert quota("go-vap", "gd1") == (go_vap["stage_1"]["quota"], 0)
    assert quota("go-vap", "gd2") == (go_vap["stage_2"]["quota"],) * 2
    shares = [quota(u.code, "gd2")[0] for u in children("go-vap")]
    assert sum(shares) == go_vap["stage_2"]["quota"]
    assert min(shares) > 0
    total = facts["gia_lam"]["printed_total"]
    for stage, name in (("gd1", "stage_1"), ("gd2", "stage_2")):
        assert quota("gia-lam", stage) == (total[name],) * 2
        assert quota("ha-noi", stage) == (total[name],) * 2
        received, given = quota("tld", stage)
        assert received == given == sum(quota(u.code, stage)[0] for u in children("tld"))
        received, given = quota("tp-ho-chi-minh", stage)
        assert received == given == quota("go-vap", stage)[0]
    least, most = facts["phu_yen"]["stage_1"]["quota_implied_between"]
    assert least <= quota("phu-yen", "gd1")[0] <= most
    assert quota("phu-yen", "gd2")[0] == facts["phu_yen"]["stage_2"]["target"]
    can_tho = facts["can_tho"]
    assert quota("can-tho", "gd1", "can-tho-9000")[0] == can_tho["stage_1_implied"]
    assert quota("can-tho", "gd2", "can-tho-9000")[0] == can_tho["stage_2"]["target"]


def test_gia_lam_gave_what_its_table_says(house):
    rules = {rule["line"]: rule for rule in FACTS["gia_lam"]["rules"]}
    named = {rule["name"]: rule for rule in FACTS["gia_lam"]["rules"] if rule["rule"] == "named"}
    units = children("gia-lam")
    counts = FACTS["gia_lam"]["demo_counts"]
    lines = {
        "xa-thi-tran": (rules["1"], counts["communes_and_towns"]),
        "hcsn": (rules["2"], counts["hcsn"]),
        "doanh-nghiep": (rules["4.1"], counts["enterprises_at_two"]),
    }
    for stage, name in (("gd1", "stage_1"), ("gd2", "stage_2")):
        got = {u.name: quota(u.code, stage)[0] for u in units}
        assert {n: got[n] for n in named} == {n: rule[name] for n, rule in named.items()}
        for block, (rule, number) in lines.items():
            amounts = [got[u.name] for u in units if u.block_code == block and u.name not in named]
            assert amounts == [rule[name]] * number
        schools = [got[u.name] for u in units if u.block_code == "truong-hoc"]
        assert len(schools) == counts["schools"]
        assert sum(schools) * 2 == counts["school_members"]
    papers = set(
        house.execute(
            sa.select(QuotaEntry.document_number, QuotaEntry.document_date).where(
                QuotaEntry.giver_id == unit("gia-lam").id
            )
        )
    )
    assert papers == {(FACTS["gia_lam"]["number"], dt.date(2022, 3, 25))}


def test_the_papers_of_the_quotas(house):
    labels = house.scalars(
        sa.select(QuotaEntry.label).where(QuotaEntry.giver_id == unit("ninh-binh").id).distinct()
    ).all()
    assert labels == [FACTS["ninh_binh"]["quota_label"]]
    for code, number, day in (
        ("tp-ho-chi-minh", "709/LĐLĐ-CSPL", dt.date(2022, 7, 26)),
        ("go-vap", "02/LĐLĐ-CSPL", dt.date(2023, 1, 31)),
    ):
        papers = house.execute(
            sa.select(QuotaEntry.document_number, QuotaEntry.document_date)
            .join(Stage, Stage.id == QuotaEntry.stage_id)
            .where(QuotaEntry.giver_id == unit(code).id, Stage.code == "gd2")
            .distinct()
        ).all()
        assert papers == [(number, day)]
    dated = house.scalars(
        sa.select(QuotaEntry.document_date).where(QuotaEntry.unit_id == unit("ninh-binh").id)
    ).all()
    assert max(dated) < REPORTED.date()


def test_the_stages_and_cut_offs(house):
    last = {
        w.stage.code: (w.last_day, w.cutoff.document if w.cutoff else None)
        for w in windows(unit("may-an-binh"))
    }
    assert last == {
        "gd1": (dt.date(2022, 5, 31), None),
        "gd2": (dt.date(2023, 5, 31), FACTS["go_vap"]["number"]),
    }
    cutoff = house.scalars(sa.select(Cutoff).where(Cutoff.unit_id == unit("go-vap").id)).one()
    assert cutoff.at.astimezone(clock.HANOI).strftime("%H:%M") == "23:59"
    assert "Đại hội XI" in cutoff.reason
    for stage in house.scalars(sa.select(Stage)):
        name = {"gd1": "stage_1", "gd2": "stage_2"}[stage.code]
        days = FACTS["gia_lam"]["stages"][name]
        assert [stage.recognised_since.isoformat(), stage.recognised_until.isoformat()] == days


def test_nothing_is_later_than_the_clock(house):
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            if "datetime" in repr(column.type).lower() and column.table.name not in (
                *("stage", "cutoff", "practice", "session_token", "invitation"),
            ):
                newest = house.scalar(sa.select(sa.func.max(column)))
                assert newest is None or newest <= NOW, f"{column} {newest}"
    assert house.scalar(sa.select(sa.func.max(Place.since))) < dt.date(2021, 9, 1)
    assert house.scalar(sa.select(sa.func.max(Unit.opened_on))) < dt.date(2021, 9, 1)


def test_the_clock_starts_at_the_dispatch(demo_app):
    with demo_app.app_context():
        assert NOW <= clock.now() < NOW + dt.timedelta(minutes=10)


def test_every_initiative_stands_where_its_moves_lead(house):
    moves: dict[int, list[Move]] = {}
    for move in house.scalars(sa.select(Move).order_by(Move.id)):
        moves.setdefault(move.initiative_id, []).append(move)
    allowed = {
        (before.value, after.value) for befores, after in MOVES.values() for before in befores
    }
    stages = {stage.id: stage for stage in house.scalars(sa.select(Stage))}
    units = {row.id: row for row in house.scalars(sa.select(Unit))}
    paths = {row.path: row.id for row in units.values()}
    seen = list(house.scalars(sa.select(Initiative)))
    looks = {look.initiative_id: look.desk_unit_id for look in house.scalars(sa.select(SecondLook))}
    assert len({i.code for i in seen}) == len({(i.title, i.summary) for i in seen}) == len(seen)
    for i in seen:
        way, stage = moves[i.id], stages[i.stage_id]
        assert [w.at for w in way] == sorted(w.at for w in way)
        assert way[0].from_state == "draft"
        assert {(w.from_state, w.to_state) for w in way} <= allowed
        assert [w.to_state for w in way[:-1]] == [w.from_state for w in way[1:]]
        assert (way[-1].to_state, way[-1].at) == (i.state, i.desk_since)
        assert stage.submitted_since <= i.created_at < i.submitted_at == way[0].at
        assert way[-1].at <= stage.submitted_until
        above = {State.SUBMITTED: i.unit_id, State.ENDORSED: paths[i.unit_path[:-5]]}
        assert i.desk_unit_id == looks.get(i.id, above.get(State(i.state)))
        assert unit_of(i.code) == i.unit_id
        if i.state == State.VALID:
            assert stage.recognised_since <= i.applied_on <= i.recognised_on
            assert i.recognised_on <= clock.day_of(i.submitted_at)
            assert i.recognised_on <= stage.recognised_until
            assert i.recognition_kind
            assert i.recognition_number
    benefits = [i.benefit_claimed for i in seen if i.benefit_claimed]
    assert 0.05 < len(benefits) / len(seen) < 0.4
    assert sum(benefits) / len(benefits) > 1.5 * sorted(benefits)[len(benefits) // 2]


def test_authors_are_found_by_a_search(house):
    names: dict[int, str] = {}
    for author in house.scalars(sa.select(Author).order_by(Author.initiative_id, Author.position)):
        names[author.initiative_id] = f"{names.get(author.initiative_id, '')} {author.full_name}"
    for i in house.scalars(sa.select(Initiative)):
        assert i.search == fold(f"{i.title} {i.code}{names[i.id]}")
    firsts = house.scalars(
        sa.select(Person).join(Author, Author.person_id == Person.id).where(Author.position == 0)
    ).all()
    assert all(person.phone_key and (person.birth_date or person.birth_year) for person in firsts)


def test_every_refusal_has_its_reason(house):
    refused = set(house.scalars(sa.select(Initiative.id).where(Initiative.state == State.INVALID)))
    refused |= set(house.scalars(sa.select(SecondLook.initiative_id)))
    said = house.scalars(sa.select(Review).where(Review.outcome.in_(["invalid", "returned"])))
    reviews = said.all()
    invalid = {review.initiative_id for review in reviews if review.outcome == "invalid"}
    assert invalid == refused
    assert all(review.note and review.signed_by and review.desk_name for review in reviews)
    given = set(house.scalars(sa.select(ReviewReason.review_id)))
    assert given == {review.id for review in reviews}


def test_some_did_not_go_straight(house):
    (look,) = house.scalars(sa.select(SecondLook)).all()
    lies = house.get(Initiative, look.initiative_id)
    assert look.is_open(lies)
    assert (lies.unit.code, lies.desk.code) == ("may-an-binh", "tp-ho-chi-minh")
    returned = house.scalars(sa.select(Review).where(Review.outcome == "returned")).all()
    assert 3 <= len(returned) <= 5
    assert {review.initiative.unit.code for review in returned} == {"may-an-binh"}
    own = house.scalars(sa.select(Review).where(Review.own_entry)).all()
    assert len(own) == 4
    assert all(r.initiative.entered_by == r.signed_by for r in own)
    for review in house.scalars(sa.select(Review)):
        before, after = review.since_before, review.initiative.desk_since
        assert before < review.at <= after
        assert review.at + UNDO_FOR == review.told_at <= NOW + UNDO_FOR


def test_the_dispatch_went_to_the_unions(house):
    by_go_vap = sa.select(Notice).where(Notice.sender_unit_id == unit("go-vap").id)
    sent = house.scalars(by_go_vap.where(Notice.title == letters.TO_GO_VAP[0])).all()
    assert {n.unit_id for n in sent} == {u.id for u in children("go-vap")}
    assert "341/2.725" in sent[0].body
    assert "12,51%" in sent[0].body


def test_nobody_of_the_dispatches_is_there(house):
    texts: list[str] = []
    for mapper in Base.registry.mappers:
        columns = [c for c in mapper.columns if isinstance(c.type, sa.String)]
        for row in house.execute(sa.select(*columns)) if columns else ():
            texts += [cell for cell in row if cell]
    everything = "\n".join(texts)
    assert len(texts) > 40_000
    assert [name for name in DISPATCH_PEOPLE if name in everything] == []


def rows_of_all_tables() -> dict[str, int]:
    with jobs.reading("tests of the demo") as session:
        return {
            mapper.class_.__name__: session.scalar(sa.select(sa.func.count()).select_from(mapper))
            for mapper in Base.registry.mappers
        }


def test_loading_twice_changes_nothing(demo_app):
    runner = demo_app.test_cli_runner()
    with demo_app.app_context():
        before = rows_of_all_tables()
    answer = runner.invoke(args=["demo", "load"])
    assert answer.exit_code == 0
    assert "không thay đổi" in answer.output
    with demo_app.app_context():
        assert rows_of_all_tables() == before
    assert before["Initiative"] > 3_000


def test_a_house_at_work_is_refused(app):
    with app.app_context(), jobs.step(Everything("a house without a practice clock")) as session:
        session.execute(sa.delete(Practice))
    with app.app_context():
        before = rows_of_all_tables()
    answer = app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1
    assert "không nạp" in answer.output
    with app.app_context():
        assert rows_of_all_tables() == before
    assert app.test_cli_runner().invoke(args=["demo", "accounts"]).exit_code == 1


def test_accounts_are_listed(demo_app):
    answer = demo_app.test_cli_runner().invoke(args=["demo", "accounts"])
    assert answer.exit_code == 0
    assert answer.output.startswith("http://127.0.0.1:8000\n")
    listed = re.findall(r"^([a-z]+\.[a-z-]+) ", answer.output, re.MULTILINE)
    assert listed == logins()


def test_each_account_signs_in(demo_signed_in):
    for login in logins():
        assert demo_signed_in(login).get("/", follow_redirects=True).status_code == 200


def test_roles_at_the_district(house):
    for code, roles in (("go-vap", 5), ("tp-ho-chi-minh", 5), ("may-an-binh", 5), ("ninh-binh", 2)):
        held = house.scalars(sa.select(Membership.role).where(Membership.unit_id == unit(code).id))
        assert len(set(held)) == roles
    assert house.scalar(sa.select(sa.func.count(Account.id))) == len(logins())


def test_what_was_done_is_in_the_journal(house):
    acts = Counter(house.scalars(sa.select(JournalLine.act)))
    initiatives = house.scalar(sa.select(sa.func.count(Initiative.id)))
    moves = house.scalar(sa.select(sa.func.count(Move.id)))
    assert acts["initiative.draft"] == initiatives
    assert acts["initiative.submit"] == initiatives + acts["initiative.return"]
    steps = [n for act, n in acts.items() if act.startswith("initiative.")]
    assert sum(steps) == initiatives + moves
