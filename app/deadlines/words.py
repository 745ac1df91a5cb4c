"""What rules, steps and calls can be, and how each is called."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Who(StrEnum):
    """Whom a rule reminds, of the units it reaches."""

    BEHIND = "behind"  # behind its own line, at its own cut-off
    NOTHING = "nothing"  # nothing submitted yet
    RETURNED = "returned"  # returned initiatives lie unmended
    QUOTA = "quota"  # a decision about its quota is not yet taken note of


class Reach(StrEnum):
    """How far down a rule goes from the unit that laid it down."""

    CHILDREN = "children"
    EACH_LEVEL = "each-level"  # every unit below that has children reminds its own


class Way(StrEnum):
    """How a reminder goes out. A text for Zalo is only prepared, to be copied."""

    NOTICE = "notice"
    MAIL = "mail"
    ZALO = "zalo"


class StepKind(StrEnum):
    """The steps of the ladder. The first goes out by itself, the others wait for a person."""

    REMIND = "remind"
    CALL = "call"
    DISPATCH = "dispatch"
    VISIT = "visit"


class Measure(StrEnum):
    """In what it is measured how far a unit is behind its line."""

    POINTS = "points"  # percentage points of its quota
    COUNT = "count"  # initiatives


class Outcome(StrEnum):
    """What came of a telephone call."""

    PROMISED = "promised"
    SPOKEN = "spoken"
    NEEDS_HELP = "needs-help"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"


WHO = {
    Who.BEHIND: _l("Đơn vị chậm so với tiến độ của mình"),
    Who.NOTHING: _l("Đơn vị chưa có sáng kiến nào"),
    Who.RETURNED: _l("Đơn vị còn sáng kiến được yêu cầu bổ sung"),
    Who.QUOTA: _l("Đơn vị chưa xác nhận chỉ tiêu được giao"),
}
REACH = {
    Reach.CHILDREN: _l("Các đơn vị trực thuộc"),
    Reach.EACH_LEVEL: _l("Mọi cấp: mỗi đơn vị nhắc các đơn vị trực thuộc của mình"),
}
WAYS = {
    Way.NOTICE: _l("Thông báo trên hệ thống"),
    Way.MAIL: _l("Thư điện tử"),
    Way.ZALO: _l("Soạn sẵn để gửi Zalo"),
}
STEPS = {
    StepKind.REMIND: _l("Nhắc nhở"),
    StepKind.CALL: _l("Gọi điện"),
    StepKind.DISPATCH: _l("Công văn đôn đốc"),
    StepKind.VISIT: _l("Đoàn công tác"),
}
MEASURES = {Measure.POINTS: _l("điểm phần trăm"), Measure.COUNT: _l("sáng kiến")}
OUTCOMES = {
    Outcome.PROMISED: _l("Đã hẹn số lượng, thời hạn"),
    Outcome.SPOKEN: _l("Đã trao đổi, chưa hẹn"),
    Outcome.NEEDS_HELP: _l("Đơn vị cần hỗ trợ"),
    Outcome.NO_ANSWER: _l("Không nghe máy"),
    Outcome.WRONG_NUMBER: _l("Sai số, không liên lạc được"),
}
REACHED = frozenset({Outcome.PROMISED, Outcome.SPOKEN, Outcome.NEEDS_HELP})
"""Outcomes of calls in which somebody was spoken to."""
