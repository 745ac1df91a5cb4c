"""The programme: its stages, target groups and reasons, the local one, and units' own cut-offs."""

from dataclasses import dataclass
from typing import Any

from app import clock
from app.access import Role
from app.db import db
from app.demo.facts import (
    GO_VAP,
    LAUNCHED,
    NOW,
    PHU_YEN,
    STAGES,
    SUBMITTED_SINCE,
    at,
    day,
)
from app.demo.people import Signatures, acting
from app.demo.phrases import data
from app.demo.tree import Tree
from app.programmes import Programme, ReasonCode, Stage, TargetGroup
from app.tenancy import part_of

SPECS: dict[str, Any] = data("programme.json")


@dataclass(frozen=True)
class Rules:
    """The programme of the nation, the local one, and what an initiative refers to, by code."""

    programme: Programme
    local: Programme
    stages: dict[str, Stage]
    reasons: dict[str, ReasonCode]


def build(tree: Tree) -> Rules:
    """Write the programmes down as the root and Cần Thơ decided them."""
    begun = at(LAUNCHED, 8)
    code, name = SPECS["programme"]
    programme = Programme.create(tree["tld"], code=code, name=name, by=None, at=begun)
    stages = {}
    for stage, stage_name in SPECS["stages"]:
        days = STAGES[stage]
        stages[stage] = programme.add_stage(
            code=stage,
            name=stage_name,
            recognised_since=days.since,
            recognised_until=days.until,
            submitted_since=SUBMITTED_SINCE[stage],
            submitted_until=clock.end_of(days.until),
            by=None,
            at=begun,
        )
    part = {**part_of(programme), "programme_id": programme.id}
    for number, group in enumerate(SPECS["groups"], 1):
        blocks = SPECS["blocks"].get(str(number))
        db.session.add(TargetGroup(**part, number=number, name=group, blocks=blocks))
    reasons = {}
    for position, (reason, text, field, advice, _note) in enumerate(SPECS["reasons"]):
        row = {"code": reason, "text": text, "field": field, "advice": advice}
        row["hints"] = SPECS["hints"].get(reason)
        reasons[reason] = ReasonCode(**part, **row, position=position)
    db.session.add_all(reasons.values())
    local_code, local_name = SPECS["local"]
    local = Programme.create(
        tree["can-tho"], code=local_code, name=local_name, parent=code, by=None, at=begun
    )
    db.session.flush()
    return Rules(programme, local, stages, reasons)


def set_cutoffs(tree: Tree, rules: Rules, signatures: Signatures) -> None:
    """The districts' and provinces' own deadlines for the second stage."""
    for code, facts, last, reason, now in (
        (
            "go-vap",
            GO_VAP,
            GO_VAP["stage_2"]["unit_deadline"],
            "Để kịp báo cáo Đại hội XI Công đoàn quận.",
            NOW.replace(hour=7, minute=35),
        ),
        (
            "phu-yen",
            PHU_YEN,
            PHU_YEN["stage_2"]["window"][1],
            "Theo Kế hoạch số 108/KH-LĐLĐ của Ban Thường vụ LĐLĐ tỉnh.",
            at(day(PHU_YEN["date"]), 9),
        ),
    ):
        signature = acting(signatures, tree[code], Role.OFFICER)
        rules.stages["gd2"].set_cutoff(
            tree[code],
            at=clock.end_of(day(last)),
            reason=reason,
            document=facts["number"],
            by=signature.id if signature else None,
            now=now,
        )
