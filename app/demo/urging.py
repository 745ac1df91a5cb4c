"""How Gò Vấp urges its grassroots unions: two rules and its own ladder, switched on a week ago.

Two units were reminded on that day, so that their next step is another than that of the others.
"""

import datetime as dt
from typing import Any

from app.access import Role
from app.deadlines import Ladder, Measure, Reminding, Rung, StepKind, Way, Who
from app.deadlines.branches import Branch
from app.deadlines.passes import Pass
from app.deadlines.plans import Plan, Rise
from app.deadlines.survey import Upper
from app.deadlines.wording import Phrases
from app.deadlines.writing import write
from app.demo.facts import at
from app.demo.people import Signatures, acting
from app.demo.rules import Rules
from app.demo.tree import Tree
from app.units import Unit

LAID = at(dt.date(2023, 2, 27), 9)
SINCE = dt.date(2023, 1, 30)
REMINDED = {"may-an-binh": (407, 15), "hoa-phat-tai": (110, 2)}
"""Quotas, and what was registered by that day."""

# fmt: off
STEPS = (
    Rung("Nhắc nhở", StepKind.REMIND, for_days=7),
    Rung("Gọi điện", StepKind.CALL, 5, Measure.POINTS, for_days=7, wait_days=7),
    Rung("Công văn đôn đốc", StepKind.DISPATCH, 10, Measure.POINTS, for_days=14, wait_days=10,
         told=(Role.LEADER.value,)),
    Rung("Đoàn công tác của LĐLĐ quận", StepKind.VISIT, 20, Measure.POINTS, for_days=21,
         wait_days=14, acts=Role.LEADER, told=("above",)),
)
NOTHING_YET: dict[str, Any] = {
    "name": "Đơn vị chưa có sáng kiến, sáng thứ Hai",
    "who": Who.NOTHING,
    "weekday": 0,
    "clock_time": dt.time(7, 45),
    "ways": (Way.NOTICE, Way.MAIL),
    "title": "Đơn vị chưa có sáng kiến {giai_doan}",
    "body": "Kính gửi {don_vi}. Đến {hom_nay} đơn vị chưa có sáng kiến {giai_doan} nào, chỉ tiêu "
            "{chi_tieu}. Đề nghị đơn vị nộp sáng kiến trước {han_chot} (còn "
            "{con_lai_ngay_lam_viec} ngày làm việc); cần nhập hộ, xin báo {cap_tren}.",
}
BEFORE_THE_END: dict[str, Any] = {
    "name": "Trước hạn 30, 14, 7, 3 và 1 ngày",
    "who": Who.BEHIND,
    "offsets": (30, 14, 7, 3, 1),
    "clock_time": dt.time(8),
    "ways": (Way.NOTICE, Way.MAIL, Way.ZALO),
    "title": "Còn {con_lai_ngay} ngày đến hạn {giai_doan}",
    "body": "Kính gửi {don_vi}. Đến {hom_nay} đơn vị đã đăng ký {da_dang_ky}/{chi_tieu} sáng kiến "
            "{giai_doan}, đạt {ty_le}. Còn thiếu {con_thieu}, hạn chót {han_chot}, mỗi ngày cần "
            "{can_moi_ngay} sáng kiến. {cap_tren} đề nghị đơn vị đôn đốc.",
}
# fmt: on


def lay_down(tree: Tree, rules: Rules, signatures: Signatures) -> None:
    """Write rules and ladder down as Gò Vấp's officer did, and what came of them since."""
    unit = tree["go-vap"]
    officer = acting(signatures, unit, Role.OFFICER)
    said: dict[str, Any] = {"by": officer.id if officer else None, "at": LAID}
    for facts in (NOTHING_YET, BEFORE_THE_END):
        rule = Reminding.write(unit, programme=rules.programme, **facts, **said)
        rule.note_preview(**said)
        rule.switch_on(**said)
    name = "Các bước đôn đốc của LĐLĐ quận Gò Vấp"
    ladder = Ladder.lay(unit, programme=rules.programme, name=name, steps=STEPS, **said)
    ladder.switch_on(**said)
    stage = rules.stages["gd2"]
    one = Pass(rules.programme, stage, [], [ladder])
    plan = Plan(Upper(unit.id, unit.path, unit.code, unit.name))
    for code, (quota, count) in REMINDED.items():
        _remind(plan, one, ladder, tree[code], quota, count)
    write([plan], LAID)


def _remind(plan: Plan, one: Pass, ladder: Ladder, unit: Unit, quota: int, count: int) -> None:
    """The first step about a unit, as the run of that day made it."""
    child = Branch(unit.id, unit.path, unit.code, unit.name, one.stage.submitted_until, quota)
    child.counts[0] = count
    pace, step = child.pace(one, LAID.date()), ladder.steps[0]
    assert pace is not None
    about = {"about_unit_id": unit.id, "programme_id": one.programme.id, "stage_id": one.stage.id}
    place = {"unit_id": plan.upper.id, "unit_path": plan.upper.path}
    plan.begun.append({**place, **about, "since": SINCE, "until": None, "seen_at": LAID})
    words = Phrases().of_step(step.kind, step.name, one, child, pace, SINCE)
    next_on = LAID.date() + dt.timedelta(days=ladder.steps[1].wait_days)
    due = LAID.date()
    plan.rises.append(Rise(one, ladder, step, child, pace, SINCE, due, next_on, *words))
