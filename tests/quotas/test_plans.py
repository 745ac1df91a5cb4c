"""Allocation plans: drafted, changed, undone, and issued into the ledger."""

import pytest
import sqlalchemy as sa

from app import jobs
from app.demo.facts import GIA_LAM
from app.notices import Notice
from app.programmes import Programme
from app.quotas import Ledger, Paper, Plan, QuotaDecision, QuotaEntry, ledger, planning
from app.quotas.facts import facts
from app.quotas.ledger import NotEnough
from app.quotas.plan_lines import NothingToUndo, PlanChanged, PlanClosed
from app.quotas.rules import Rule, RuleKind
from app.tenancy import Scope
from app.units import Unit
from tests.quotas.test_ledger import PAPER, received
from tests.world import NOW

FIXED, PER_MEMBER, SHARE, CARRY = RuleKind
WHO = {"by": 1, "at": NOW}


@pytest.fixture
def hundred(app):
    """huyen-a1 has received 100 in the second stage."""
    with app.app_context():
        received(100)


def drafted():
    """A plan of huyen-a1 over the second stage, with its facts and the stage's id."""
    programme = Programme.by_code("tsk")
    stage = programme.whole_stages[1]
    found = facts(Unit.by_code("huyen-a1"), programme)
    return planning.begin(found, [stage.id], name="Năm 2023", **WHO), found, stage.id


def amounts(plan, stage):
    return {code: line.amounts[stage] for code, line in plan.lines.items() if line.amounts[stage]}


def test_rules_fill_the_lines_and_the_sum_comes_out(hundred, as_unit):
    with as_unit("huyen-a1"):
        plan, found, stage = drafted()
        assert found.target(plan) == {stage: 100}
        planning.rule(plan, found, [Rule(SHARE)], **WHO)
        assert amounts(plan, stage) == {"cs-a11": 50, "cs-a12": 50}
        plan.write({"cs-a11": {stage: 70}}, **WHO)
        assert found.planned(plan) == {stage: 120}, "a hand moves no other line"
        planning.resettle(plan, found)
        assert amounts(plan, stage) == {"cs-a11": 70, "cs-a12": 30}
        plan.release("cs-a11", **WHO)
        planning.resettle(plan, found)
        assert amounts(plan, stage) == {"cs-a11": 50, "cs-a12": 50}


def test_every_change_can_be_undone_one_by_one(hundred, as_unit):
    with as_unit("huyen-a1"):
        plan, found, stage = drafted()
        planning.rule(plan, found, [Rule(SHARE)], **WHO)
        plan.write({"cs-a11": {stage: 70}, "cs-a12": {stage: 20}}, **WHO)
        planning.rule(plan, found, [Rule(FIXED, {stage: 1})], **WHO)
        assert amounts(plan, stage) == {"cs-a11": 70, "cs-a12": 20}
        plan.undo(**WHO)
        assert plan.rules == [Rule(SHARE)]
        plan.undo(**WHO)
        assert amounts(plan, stage) == {"cs-a11": 50, "cs-a12": 50}
        plan.undo(**WHO)
        assert plan.rules == [] and plan.lines == {}
        with pytest.raises(NothingToUndo):
            plan.undo(**WHO)


def test_the_second_of_two_savers_is_told(hundred, as_unit):
    with as_unit("huyen-a1"):
        plan, _found, stage = drafted()
        plan_id, version = plan.id, plan.version
        plan.write({"cs-a11": {stage: 1}}, version=version, **WHO)
    with as_unit("huyen-a1") as session:
        plan = session.get(Plan, plan_id)
        with pytest.raises(PlanChanged):
            plan.write({"cs-a12": {stage: 2}}, version=version, **WHO)
        assert amounts(plan, stage) == {"cs-a11": 1}


def test_issuing_writes_decisions_entries_and_notices(hundred, as_unit, app):
    with as_unit("huyen-a1") as session:
        plan, found, stage = drafted()
        own = {"huyen-a1": {stage: 10}}
        plan.write({"cs-a11": {stage: 60}, "cs-a12": {stage: 30}, **own}, **WHO)
        told = planning.issue(plan, found, PAPER, explanation="", **WHO)
        assert told == 3 and not plan.is_open
        book = Ledger(found.programme, found.of(plan)[0], **WHO)
        here = book.balance(found.unit)
        assert (here.received, here.given, here.own, here.remainder) == (100, 100, 10, 0)
        child = session.scalars(QuotaDecision.of(Unit.by_code("cs-a11"))).one()
        assert [entry.amount for entry in child.entries] == [60]
        assert child.document_number == PAPER.number and child.acknowledged_at is None
        notices = session.scalars(sa.select(Notice.unit_id)).all()
        assert len(notices) == 2, "the giver needs no notice of its own"
        with pytest.raises(PlanClosed):
            plan.write({"cs-a11": {stage: 61}}, **WHO)
        with pytest.raises(PlanClosed):
            planning.issue(plan, found, PAPER, explanation="", **WHO)
    with app.app_context(), jobs.reading("balances"):
        assert ledger.differences() == []


def test_a_second_plan_writes_only_what_changes(hundred, as_unit):
    with as_unit("huyen-a1") as session:
        plan, found, stage = drafted()
        plan.write({"cs-a11": {stage: 60}, "cs-a12": {stage: 40}}, **WHO)
        planning.issue(plan, found, PAPER, explanation="", **WHO)
        before = session.scalar(sa.select(sa.func.count()).select_from(QuotaEntry))
        plan, found, stage = drafted()
        assert amounts(plan, stage) == {"cs-a11": 60, "cs-a12": 40}
        with pytest.raises(planning.NothingChanges):
            planning.issue(plan, found, PAPER, explanation="", **WHO)
        plan.write({"cs-a11": {stage: 50}, "cs-a12": {stage: 50}}, **WHO)
        assert planning.issue(plan, found, Paper("9/QĐ", NOW.date()), explanation="", **WHO) == 2
        entries = session.scalars(sa.select(QuotaEntry).order_by(QuotaEntry.id)).all()
        assert [entry.amount for entry in entries[before:]] == [-10, 10], "takes back first"


@pytest.mark.parametrize(("first", "refused"), [(30, False), (80, True)])
def test_a_plan_that_does_not_add_up_needs_a_written_explanation(hundred, as_unit, first, refused):
    with as_unit("huyen-a1") as session:
        plan, found, stage = drafted()
        plan.write({"cs-a11": {stage: first}, "cs-a12": {stage: 30}}, **WHO)
        with pytest.raises(planning.Unexplained):
            planning.issue(plan, found, PAPER, explanation="  ", **WHO)
        assert session.scalars(sa.select(QuotaDecision)).all() == []
        planning.issue(plan, found, PAPER, explanation="Theo Nghị quyết Ban Thường vụ", **WHO)
        assert plan.explanation == "Theo Nghị quyết Ban Thường vụ"
        reasons = {e.reason for e in session.scalars(QuotaEntry.story(Unit.by_code("cs-a11")))}
        assert reasons == ({plan.explanation} if refused else {None})


def test_what_was_given_meanwhile_is_not_given_twice(hundred, as_unit):
    """Both plans add up when they are written; the ledger's condition stops the second."""
    with as_unit("huyen-a1") as session:
        plan, found, stage = drafted()
        plan.write({"cs-a11": {stage: 100}}, **WHO)
        book = Ledger(found.programme, found.of(plan)[0], **WHO)
        book.give(found.unit, Unit.by_code("cs-a12"), 1, PAPER)
        with session.begin_nested(), pytest.raises(NotEnough):
            planning.issue(plan, found, PAPER, explanation="", **WHO)


def test_a_unit_that_left_is_not_counted_and_takes_its_quota_along(hundred, as_unit):
    with as_unit("huyen-a1"):
        plan, found, stage = drafted()
        plan.write({"cs-a11": {stage: 60}, "cs-a12": {stage: 40}}, **WHO)
        planning.issue(plan, found, PAPER, explanation="", **WHO)
        plan, found, stage = drafted()
        plan_id = plan.id
    with as_unit("tinh-a"):
        Unit.by_code("cs-a11").move(Unit.by_code("huyen-a2"), **WHO)
    with as_unit("huyen-a1") as session:
        plan = session.get(Plan, plan_id)
        found = facts(Unit.by_code("huyen-a1"), plan.programme)
        assert found.strangers(plan) == ["cs-a11"]
        assert found.gone == {stage: 60} and found.target(plan) == {stage: 40}
        assert found.planned(plan) == {stage: 40} and planning.changes(plan, found) == {}


def test_the_rules_of_gia_lam_give_its_printed_totals(demo_app):
    """5,342 = 2,771 + 2,571 over 273 units, by the rules on the paper and the demo's counts."""
    with demo_app.app_context():
        with jobs.reading("path") as session:
            path = session.scalars(sa.select(Unit.path).where(Unit.code == "gia-lam")).one()
        with jobs.step(Scope(path)):
            found = facts(Unit.by_code("gia-lam"), Programme.known()[0])
            one, two = (stage.id for stage in found.stages)
            rules = list(gia_lam(found, one, two))
            plan = planning.begin(found, [one, two], name="Gia Lâm", **WHO)
            planning.rule(plan, found, rules, **WHO)
            printed = GIA_LAM["printed_total"]
            assert found.planned(plan) == {one: printed["stage_1"], two: printed["stage_2"]}
            firms = [u.code for u in found.units if u.block_code == "doanh-nghiep"]
            block = GIA_LAM["computed"]["block_4"]
            assert [sum(plan.lines[c].amounts[s] for c in firms) for s in (one, two)] == [
                block["stage_1"],
                block["stage_2"],
            ]
            assert planning.changes(plan, found) == {}, "what the demo gave by hand is the same"


def gia_lam(found, one, two):
    blocks = {"1": "xa-thi-tran", "2": "hcsn", "4.1": "doanh-nghiep"}
    codes = {unit.name: unit.code for unit in found.units}
    for line in GIA_LAM["rules"]:
        if line["rule"] == "per member, split over two stages":
            yield Rule(PER_MEMBER, {one: 1, two: 1}, block="truong-hoc")
            continue
        per_stage = {one: line["stage_1"], two: line["stage_2"]}
        if line["line"] in blocks:
            yield Rule(FIXED, per_stage, block=blocks[line["line"]])
        else:
            yield Rule(FIXED, per_stage, units=(codes[line["name"]],))


def test_what_is_given_meanwhile_is_not_taken_back_by_an_older_draft(hundred, as_unit):
    with as_unit("huyen-a1"):
        plan, found, stage = drafted()
        book = Ledger(found.programme, found.of(plan)[0], **WHO)
        book.give(found.unit, Unit.by_code("cs-a12"), 25, PAPER)
        found = facts(found.unit, found.programme)
        assert planning.changes(plan, found) == {} and found.planned(plan) == {stage: 25}
        plan.write({"cs-a11": {stage: 75}}, lines=found.lines(plan), **WHO)
        assert planning.issue(plan, found, PAPER, explanation="", **WHO) == 1
        assert book.given_to(found.unit) == {
            Unit.by_code("cs-a11").id: 75,
            Unit.by_code("cs-a12").id: 25,
        }


def test_an_issued_table_says_for_ever_what_it_said(hundred, as_unit, app):
    with as_unit("huyen-a1"):
        plan, found, stage = drafted()
        plan.write({"cs-a11": {stage: 60}, "cs-a12": {stage: 40}}, **WHO)
        planning.issue(plan, found, PAPER, explanation="", **WHO)
        plan_id = plan.id
    with app.app_context():
        received(30)
    with as_unit("huyen-a1") as session:
        plan, here = session.get(Plan, plan_id), Unit.by_code("huyen-a1")
        book = Ledger(plan.programme, plan.programme.whole_stages[1], **WHO)
        book.give(here, Unit.by_code("cs-a12"), 5, PAPER)
        now = facts(here, plan.programme)
        assert now.given["cs-a12"] == {stage: 45} and now.received == {stage: 130}
        assert now.target(plan) == {stage: 100} and now.planned(plan) == {stage: 100}


def test_lines_that_differ_from_their_rules_are_counted_and_reckoned_anew(hundred, as_unit):
    with as_unit("huyen-a1"):
        plan, found, stage = drafted()
        planning.rule(plan, found, [Rule(SHARE)], **WHO)
        assert planning.out_of_date(plan, found) == 0
        plan.write({"cs-a11": {stage: 70}}, **WHO)
        assert planning.out_of_date(plan, found) == 1
        planning.recount(plan, found, **WHO)
        assert amounts(plan, stage) == {"cs-a11": 70, "cs-a12": 30}
        assert planning.out_of_date(plan, found) == 0
        plan.undo(**WHO)
        assert amounts(plan, stage) == {"cs-a11": 70, "cs-a12": 50}
        Unit.by_code("cs-a12").describe(member_count=300, **WHO)
        Unit.by_code("cs-a11").describe(member_count=100, **WHO)
        plan.release("cs-a11", **WHO)
        found = facts(found.unit, found.programme)
        planning.resettle(plan, found)
        assert amounts(plan, stage) == {"cs-a11": 25, "cs-a12": 75}
