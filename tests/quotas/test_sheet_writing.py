"""A plan written out as a table: what is read from it again is the plan."""

import io
from dataclasses import replace

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app import jobs, sheets
from app.journal import JournalLine
from app.quotas import Paper, planning
from app.quotas.plans import PlanLine
from app.quotas.rules import Party, Rule, RuleKind, reckon
from app.quotas.sheet_matching import match
from app.quotas.sheet_names import block_named
from app.quotas.sheet_reading import read_table
from app.quotas.sheet_sums import sums_of
from app.quotas.sheet_table import numbered_lines, table_of
from app.quotas.sheet_words import Group, Rate
from app.quotas.sheet_writing import spreadsheet
from app.tenancy import Everything
from app.units import Block, Unit
from tests.quotas.tables import GIA_LAM
from tests.quotas.test_sheet_matching import found_at
from tests.world import BLOCKS, NOW

STAGES = (1, 2)


def drafted(found, rules, by_hand=None):
    """A draft under these rules with some lines by hand."""
    stages = [stage.id for stage in found.stages]
    empty = replace(found, given={})
    plan = planning.begin(empty, stages, name="Bảng thử", by=None, at=NOW)
    plan.write(by_hand or {}, by=None, at=NOW)
    planning.rule(plan, found, rules, by=None, at=NOW)
    return plan


def again(data, found):
    """What is read from a file that was written."""
    done = match(read_table(sheets.read(data)), found)
    assert done.is_clear, [fault.text for fault in done.faults]
    target = {stage.id: 0 for stage in found.stages}
    return done, reckon(found.parties, done.rules, target, {}).amounts


def test_gia_lams_table_comes_back_as_the_same_rules(demo_app):
    with demo_app.app_context(), jobs.step(Everything("a plan for a test"), at=NOW):
        found = found_at("gia-lam")
        rules = match(read_table(sheets.read(GIA_LAM.read_bytes())), found).rules
        plan = drafted(found, rules)
        data = spreadsheet(table_of(plan, found))
        done, amounts = again(data, found)
        assert [replace(r, label="") for r in done.rules] == [replace(r, label="") for r in rules]
        assert amounts == {code: dict(line.amounts) for code, line in plan.lines.items()}
        faults = [*done.reading.faults, *done.faults, *sums_of(done).faults]
        assert [fault.code for fault in faults] == ["other-sheet"]
        numbers = [line.number for line in done.reading.lines]
        assert numbers == ["1", "2", "3", "4", *(f"4.{n}" for n in range(1, 9))]
        assert done.reading.lines[4].name == "152 CĐCS khối doanh nghiệp"
    first = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert first[5][:3] == ["TT", "Tên đơn vị", "Tổng số sáng kiến/đơn vị"]
    assert first[-1][1:] == ["Tổng cộng", 5342.0, 2771.0, 2571.0]
    units = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Theo đơn vị")
    assert len([row for row in units.to_python() if isinstance(row[0], float)]) == 273
    cells = [c for page in openpyxl.load_workbook(io.BytesIO(data)) for r in page for c in r]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    shown = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert shown.page_setup.orientation == "portrait" and shown.print_title_rows == "$6:$6"


def test_a_number_changed_by_hand_takes_the_units_own_line(demo_app):
    with demo_app.app_context(), jobs.step(Everything("a plan for a test"), at=NOW):
        found = found_at("gia-lam")
        rules = match(read_table(sheets.read(GIA_LAM.read_bytes())), found).rules
        first, second = (stage.id for stage in found.stages)
        school = next(p.code for p in found.parties if p.block == "truong-hoc")
        by_hand = {"gl-stanley": {first: 401, second: 300}, school: {first: 7, second: 0}}
        plan = drafted(found, rules, by_hand)
        table = table_of(plan, found)
        assert [x.total for x in table.lines if "Stanley" in x.name] == [701]
        _done, amounts = again(spreadsheet(table), found)
        assert amounts == {code: dict(line.amounts) for code, line in plan.lines.items()}
        assert table.off, "the sums are off now, and the table says so"


@st.composite
def worlds(draw):
    """Units of blocks, and rules over them of every kind a plan knows."""
    blocks = st.sampled_from([None, "truong-hoc", "doanh-nghiep"])
    members = st.none() | st.integers(0, 400)
    size = draw(st.integers(1, 6))
    parties = [Party(f"u{n}", draw(blocks), draw(members)) for n in range(size)]
    count = st.integers(0, 50)
    codes = st.sampled_from([party.code for party in parties])

    def rule():
        kind = draw(st.sampled_from(list(RuleKind)))
        amounts = {stage: draw(count) for stage in STAGES}
        if kind is RuleKind.SHARE and draw(st.booleans()):
            amounts = {}
        units = tuple(draw(st.lists(codes, max_size=2, unique=True)))
        low = draw(st.none() | st.integers(0, 9))
        return Rule(
            kind, amounts, units, None if units else draw(blocks),
            rate=draw(st.integers(1, 9)), per=draw(st.integers(1, 60)), least=low,
            most=draw(st.none() | st.integers(low or 0, 99)), basis_stage=1,
        )  # fmt: skip

    rules = [rule() for _ in range(draw(st.integers(0, 4)))]
    hand = draw(st.dictionaries(codes, st.fixed_dictionaries(dict.fromkeys(STAGES, count))))
    return parties, rules, hand


class FakePlan:
    """A plan's face without its row."""

    document_number = document_date = explanation = issued_at = target_data = None

    def __init__(self, rules, lines, programme):
        self.rules, self.lines, self.programme, self.stages = rules, lines, programme, STAGES


@given(worlds())
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
def test_whatever_the_rules_the_lines_give_what_the_plan_gives(world_rows, world):
    """Read again with the tree's counts, the lines make the plan's amounts, unit by unit."""
    found, blocks = world_rows
    parties, rules, hand = world
    units = [Unit(code=p.code, name=f"CĐCS số {p.code}", block_code=p.block) for p in parties]
    for number, unit in enumerate(units, 1):
        unit.id = number
    here = replace(found, units=units, parties=parties)
    target = dict.fromkeys(STAGES, 300)
    outcome = reckon(parties, rules, target, hand)
    lines = {code: PlanLine(row, code in hand) for code, row in outcome.amounts.items()}
    table = numbered_lines(FakePlan(rules, lines, found.programme), here, found.stages, blocks)
    names = {unit.name: unit.code for unit in units}
    said = [rule_of_line(line, names) for line in table if not line.is_heading]
    amounts = reckon(parties, said, dict.fromkeys(STAGES, 0), {}).amounts
    assert amounts == outcome.amounts


def rule_of_line(line, names):
    """A line as a reader takes it."""
    unit = names.get(line.name)
    group = None if unit else Group.read(line.name)
    block = None
    if group and group.block:
        known = [Block(code=code, name=name) for code, name in BLOCKS]
        block = block_named(group.block, known).code
    assert unit or group, line
    who = {"units": (unit,) if unit else (), "block": block}
    if line.words:
        rate = Rate.read(line.words)
        weights = dict(zip(STAGES, rate.weights, strict=True)) if rate.weights else {}
        bounds = {"least": rate.least, "most": rate.most}
        return Rule(RuleKind.PER_MEMBER, weights, rate=rate.rate, per=rate.per, **bounds, **who)
    return Rule(RuleKind.FIXED, dict(zip(STAGES, line.amounts, strict=True)), **who)


@pytest.fixture
def world_rows(app, as_unit):
    with as_unit("huyen-a1"):
        found = found_at("huyen-a1")
        assert [stage.id for stage in found.stages] == list(STAGES)
        yield found, Block.known()


@pytest.mark.parametrize("name", ["=1+1", "+84903", "@SUM(A1)", "-1"])
def test_no_name_becomes_a_formula(app, as_unit, name):
    with as_unit("huyen-a1"):
        Unit.by_code("cs-a11").rename(name, by=1, at=NOW)
        found = found_at("huyen-a1")
        plan = drafted(found, [], {"cs-a11": {1: 2, 2: 3}})
        data = spreadsheet(table_of(plan, found))
    for page in openpyxl.load_workbook(io.BytesIO(data)):
        assert {cell.data_type for row in page for cell in row} <= {"s", "n"}


def test_the_pages_and_the_journal(app, as_unit, signed_in, ids):
    with as_unit("huyen-a1"):
        found = found_at("huyen-a1")
        plan = drafted(found, [Rule(RuleKind.FIXED, {1: 1, 2: 2})])
        number = plan.id
    officer, base = signed_in("officer.huyen-a1"), f"/u/{ids['huyen-a1']}/quotas/plans/{number}"
    page = officer.get(f"{base}/table")
    assert "Các đơn vị còn lại" in page.text and "Bản dự thảo" in page.text
    assert "Giai đoạn 1: phân bổ 2, được giao 0." in page.text, "the sums are off"
    assert "CĐCS Trường Tiểu học Lê Lợi" in officer.get(f"{base}/table?by=unit").text
    file = officer.get(f"{base}/sheet.xlsx")
    assert (
        file.mimetype.endswith("sheet")
        and "phan-bo-huyen-a1" in file.headers["Content-Disposition"]
    )
    assert sheets.read(file.data).sheets[1].name == "Theo đơn vị"
    with app.app_context(), jobs.reading("the journal") as session:
        lines = session.scalars(
            sa.select(JournalLine).where(JournalLine.act == "quota_plan.export")
        )
        assert [(line.subject_id, line.rows) for line in lines] == [(number, 2)]
    for login, unit, status in [
        ("officer.huyen-a2", "huyen-a2", 404),
        ("officer.huyen-a2", "huyen-a1", 404),
        ("leader.cs-a11", "cs-a11", 404),
        ("viewer.huyen-a1", "huyen-a1", 403),
    ]:
        for tail in ("table", "sheet.xlsx"):
            address = f"/u/{ids[unit]}/quotas/plans/{number}/{tail}"
            assert signed_in(login).get(address).status_code == status


def test_an_issued_table_names_its_document(app, as_unit, signed_in, ids):
    with as_unit("huyen-a1"):
        found = found_at("huyen-a1")
        plan = drafted(found, [Rule(RuleKind.FIXED, {1: 1, 2: 2})])
        paper = Paper("12/LĐLĐ", NOW.date(), "năm 2023")
        planning.issue(plan, found, paper, explanation="Phấn đấu vượt", by=1, at=NOW)
        number = plan.id
    page = signed_in("officer.huyen-a1").get(f"/u/{ids['huyen-a1']}/quotas/plans/{number}/table")
    assert "(Kèm theo Công văn số 12/LĐLĐ ngày 06/03/2023 của LĐLĐ huyện Đông Sơn)" in page.text
    assert "Lý do: Phấn đấu vượt" in page.text
