"""How a visit stands, and which act leads from where to where."""

from collections.abc import Sequence
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class State(StrEnum):
    PROPOSED = "proposed"
    PLANNED = "planned"
    ANNOUNCED = "announced"
    HELD = "held"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


class Act(StrEnum):
    PROPOSE = "propose"
    PLAN = "plan"  # date, place, group; said again it changes them
    ANNOUNCE = "announce"
    HOLD = "hold"  # the group sits down: what it knew is frozen, the minutes are open
    CONCLUDE = "conclude"
    CANCEL = "cancel"


MOVES: dict[Act, dict[State | None, State]] = {
    Act.PROPOSE: {None: State.PROPOSED},
    Act.PLAN: {
        State.PROPOSED: State.PLANNED,
        State.PLANNED: State.PLANNED,
        State.ANNOUNCED: State.ANNOUNCED,
    },
    Act.ANNOUNCE: {State.PLANNED: State.ANNOUNCED},
    Act.HOLD: {State.ANNOUNCED: State.HELD},
    Act.CONCLUDE: {State.HELD: State.CONCLUDED},
    Act.CANCEL: {
        State.PROPOSED: State.CANCELLED,
        State.PLANNED: State.CANCELLED,
        State.ANNOUNCED: State.CANCELLED,
    },
}
UNDER_WAY = (State.PROPOSED, State.PLANNED, State.ANNOUNCED)
OPEN = (*UNDER_WAY, State.HELD)
COMING = (State.PLANNED, State.ANNOUNCED)

STATES = {
    State.PROPOSED: (_l("Đề xuất"), "mute"),
    State.PLANNED: (_l("Đã lên lịch"), "info"),
    State.ANNOUNCED: (_l("Đã báo đơn vị"), "accent"),
    State.HELD: (_l("Đã làm việc"), "warn"),
    State.CONCLUDED: (_l("Đã có kết quả"), "ok"),
    State.CANCELLED: (_l("Đã hủy"), "mute"),
}
"""Words and the kind of chip."""

ACTS = {
    Act.PROPOSE: _l("Đề xuất"),
    Act.PLAN: _l("Lên lịch"),
    Act.ANNOUNCE: _l("Thông báo cho đơn vị"),
    Act.HOLD: _l("Bắt đầu làm việc"),
    Act.CONCLUDE: _l("Ghi kết quả"),
    Act.CANCEL: _l("Hủy"),
}

MEETS = {
    "party": _l("Cấp ủy"),
    "leaders": _l("Lãnh đạo đơn vị"),
    "directors": _l("Ban Giám đốc"),
}
MEETS_INSIDE = {"leaders": _l("lãnh đạo đơn vị")}
"""Whom a group may meet; a party committee only where the unit has one."""


def meets_words(meets: Sequence[str]) -> str:
    """ "Cấp ủy, lãnh đạo đơn vị, Ban Giám đốc", in the order in which they are offered."""
    words = ", ".join(
        str(MEETS_INSIDE.get(key, word)) for key, word in MEETS.items() if key in meets
    )
    return words[:1].upper() + words[1:]


class Promise(StrEnum):
    """How a commitment stands."""

    OPEN = "open"
    KEPT = "kept"
    MISSED = "missed"
    RELEASED = "released"


PROMISES = {
    Promise.OPEN: (_l("Đang thực hiện"), "info"),
    Promise.KEPT: (_l("Đã thực hiện"), "ok"),
    Promise.MISSED: (_l("Không thực hiện được"), "danger"),
    Promise.RELEASED: (_l("Thôi theo dõi"), "mute"),
}
