"""How many initiatives stand where, and in which state: the counts of the dispatches."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from app.demo import invented
from app.demo.facts import (
    GO_VAP,
    LAUNCHED,
    LAUNCHED_IN_NINH_BINH,
    NINH_BINH,
    NOW,
    PHU_YEN,
    REPORTED_BY_NINH_BINH,
    STAGES,
)
from app.demo.phrases import data
from app.demo.tree import Tree
from app.initiatives import State
from app.units import Unit

STILL_WITH_THE_CHAIR = 34  # of those pending at Gò Vấp
OF_THEM_AT_MAY_AN_BINH = 6
SHARE_OF_MAY_AN_BINH = range(18, 60)
IDLE_UNIONS = 6  # of Gò Vấp in the second stage, beside those that chance leaves out
MOST_PER_MEMBER = 0.6
LAST_TO_COME_IN = dt.timedelta(hours=5)


class Road(StrEnum):
    """What happens on the way to where an initiative stands."""

    STRAIGHT = "straight"
    RETURNED = "returned"  # once, and amended
    LOOKED_AGAIN = "looked-again"  # refused, and now with the desk above
    BY_ITS_REVIEWER = "by-its-reviewer"  # entered on behalf by who decides it


@dataclass
class Case:
    """One initiative to be: where it belongs, who decides it, when it was handed in."""

    unit: Unit
    desk: Unit
    stage: str
    submitted_at: dt.datetime
    limit: dt.datetime
    state: State = State.VALID
    reason: str | None = None
    road: Road = Road.STRAIGHT


def cases(tree: Tree, rng: Random) -> list[Case]:
    """All initiatives of the demo."""
    return [
        *_ninh_binh(tree, rng),
        *_phu_yen(tree, rng),
        *_go_vap_first(tree, rng),
        *_go_vap_second(tree, rng),
    ]


def _spread(
    rng: Random, desk: Unit, unions: list[Unit], total: int, stage: str, since: dt.date,
    limit: dt.datetime, weights: list[int] | None = None,
) -> list[Case]:  # fmt: skip
    """As many cases of one desk, over its unions by their members, most of them late."""
    weights = weights or [_weight(unit) for unit in unions]
    shares = _within_members(invented.spread(rng, total, weights), unions)
    units = [unit for unit, share in zip(unions, shares, strict=True) for _ in range(share)]
    rng.shuffle(units)
    moments = invented.days_before(rng, since, limit - LAST_TO_COME_IN, total)
    return [
        Case(unit, desk, stage, moment, limit) for unit, moment in zip(units, moments, strict=True)
    ]


def _within_members(shares: list[int], unions: list[Unit]) -> list[int]:
    """What goes beyond a union's strength goes to those with the most left; idle ones stay idle."""
    strengths = [int((unit.member_count or sum(shares)) * MOST_PER_MEMBER) for unit in unions]
    if len(unions) == 1:
        return shares
    fair = [min(share, strength) for share, strength in zip(shares, strengths, strict=True)]
    active = [place for place, share in enumerate(shares) if share]
    for _ in range(sum(shares) - sum(fair)):
        fair[max(active, key=lambda place: strengths[place] - fair[place])] += 1
    return fair


def _weight(unit: Unit) -> int:
    return 0 if unit.kind_code == "nghiep-doan" else unit.member_count or 0


def _ninh_binh(tree: Tree, rng: Random) -> list[Case]:
    """The printed rows; "Đơn vị khác" are initiatives of the province itself."""
    found = []
    desks = [*tree.below("ninh-binh"), tree["ninh-binh"]]
    for desk, (_name, _quota, valid, invalid, _sum) in zip(desks, NINH_BINH["rows"], strict=True):
        unions = tree.below(desk.code) if desk.code != "ninh-binh" else [desk]
        weights = None if len(unions) > 1 else [1]
        refused = set(rng.sample(range(valid + invalid), invalid))
        reasons = data("programme.json")["invalid"]
        given = reasons.get(desk.code, reasons["default"])
        drawn = _spread(
            rng, desk, unions, valid + invalid, "gd1", LAUNCHED_IN_NINH_BINH,
            REPORTED_BY_NINH_BINH, weights,
        )  # fmt: skip
        for place, number in enumerate(sorted(refused)):
            drawn[number].state = State.INVALID
            drawn[number].reason = given[place % len(given)]
        found += drawn
    return found


def _phu_yen(tree: Tree, rng: Random) -> list[Case]:
    """The number of the province, over its direct upper unions and their unions."""
    desks = tree.below("phu-yen")
    weights = [sum(_weight(unit) for unit in tree.below(desk.code)) for desk in desks]
    shares = invented.shared_out(PHU_YEN["stage_1"]["registered"], weights)
    limit = STAGES["gd1"].closing
    return [
        case
        for desk, share in zip(desks, shares, strict=True)
        for case in _spread(rng, desk, tree.below(desk.code), share, "gd1", LAUNCHED, limit)
    ]


def _go_vap_first(tree: Tree, rng: Random) -> list[Case]:
    total, limit = GO_VAP["stage_1"]["registered"], STAGES["gd1"].closing
    return _spread(rng, tree["go-vap"], tree.below("go-vap"), total, "gd1", LAUNCHED, limit)


def _go_vap_second(tree: Tree, rng: Random) -> list[Case]:
    """Valid ones, and those pending: some with the unions' chairs, most with the district."""
    stage, unions = GO_VAP["stage_2"], tree.below("go-vap")
    may_an_binh = tree["may-an-binh"]
    idle = rng.sample([unit for unit in unions if unit is not may_an_binh], IDLE_UNIONS)
    weights = [0 if unit in idle else _weight(unit) for unit in unions]
    limit = NOW - dt.timedelta(minutes=5)
    drawn: list[Case] = []
    while sum(case.unit is may_an_binh for case in drawn) not in SHARE_OF_MAY_AN_BINH:
        drawn = _spread(
            rng, tree["go-vap"], unions, stage["registered"], "gd2", STAGES["gd2"].since,
            limit, weights,
        )  # fmt: skip
    order = sorted(range(len(drawn)), key=lambda place: place + rng.gauss(0, 25))
    pending = [drawn[place] for place in sorted(order[-stage["pending"] :])]
    for case in pending:
        case.state = State.ENDORSED
    for case in _with_the_chair(pending, may_an_binh):
        case.state = State.SUBMITTED
    _send_round(drawn, may_an_binh)
    return drawn


def _send_round(drawn: list[Case], may_an_binh: Unit) -> None:
    """The first of May An Bình did not go straight; others were entered by the district."""
    own = [case for case in drawn if case.unit is may_an_binh]
    waiting = [case for case in own if case.state == State.ENDORSED]
    valid = [case for case in own if case.state == State.VALID]
    waiting[0].road = Road.LOOKED_AGAIN
    for case in [*waiting[1:3], *valid[:3]]:
        case.road = Road.RETURNED
    others = [case for case in drawn if case.unit is not may_an_binh and case.state == State.VALID]
    for case in others[:4]:
        case.road = Road.BY_ITS_REVIEWER


def _with_the_chair(pending: list[Case], may_an_binh: Unit) -> list[Case]:
    """The latest of those pending, and among them some of May An Bình."""
    own = [case for case in pending if case.unit is may_an_binh][-OF_THEM_AT_MAY_AN_BINH:]
    others = [case for case in pending if case.unit is not may_an_binh]
    return own + others[len(own) - STILL_WITH_THE_CHAIR :]
