"""States of an initiative and the moves between them, as data."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    VALID = "valid"
    INVALID = "invalid"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


class Act(StrEnum):
    SUBMIT = "submit"
    ENDORSE = "endorse"
    ACCEPT = "accept"
    REJECT = "reject"
    RETURN = "return"
    WITHDRAW = "withdraw"
    MARK_DUPLICATE = "mark-duplicate"
    RESTORE = "restore"
    APPEAL = "appeal"  # the unit asks for a second look
    REOPEN = "reopen"
    UNDO = "undo"  # a decision is taken back before anybody was told


S = State
MOVES: dict[Act, tuple[frozenset[State], State]] = {
    Act.SUBMIT: (frozenset({S.DRAFT, S.RETURNED}), S.SUBMITTED),
    Act.ENDORSE: (frozenset({S.SUBMITTED}), S.ENDORSED),
    Act.ACCEPT: (frozenset({S.ENDORSED}), S.VALID),
    Act.REJECT: (frozenset({S.ENDORSED}), S.INVALID),
    Act.RETURN: (frozenset({S.SUBMITTED, S.ENDORSED}), S.RETURNED),
    Act.WITHDRAW: (frozenset({S.DRAFT, S.SUBMITTED, S.ENDORSED, S.RETURNED}), S.WITHDRAWN),
    Act.MARK_DUPLICATE: (frozenset({S.SUBMITTED, S.ENDORSED}), S.DUPLICATE),
    Act.RESTORE: (frozenset({S.DUPLICATE}), S.ENDORSED),  # or where it was before
    Act.APPEAL: (frozenset({S.INVALID}), S.ENDORSED),
    Act.REOPEN: (frozenset({S.VALID, S.INVALID}), S.ENDORSED),
    # or where it was before
    Act.UNDO: (frozenset({S.ENDORSED, S.VALID, S.INVALID, S.RETURNED}), S.ENDORSED),
}

PENDING = frozenset({S.SUBMITTED, S.ENDORSED})
REGISTERED = PENDING | {S.VALID}
ALL_SUBMITTED = REGISTERED | {S.INVALID, S.RETURNED}
COUNTED = tuple(state for state in State if state in ALL_SUBMITTED)
# What a programme's way of counting counts, as columns of the tallies.
COUNTED_BY = {
    "registered": tuple(s.value for s in COUNTED if s in REGISTERED),
    "valid": (S.VALID.value,),
    "all": tuple(s.value for s in COUNTED),
}
EDITABLE = frozenset({S.DRAFT, S.RETURNED})
DECIDED = frozenset({S.VALID, S.INVALID, S.RETURNED})

WORDS = {
    S.DRAFT: (_l("Bản nháp"), "mute"),
    S.SUBMITTED: (_l("Chờ xác nhận"), "info"),
    S.ENDORSED: (_l("Đang xem xét"), "accent"),
    S.VALID: (_l("Hợp lệ"), "ok"),
    S.INVALID: (_l("Không hợp lệ"), "danger"),
    S.RETURNED: (_l("Yêu cầu bổ sung"), "warn"),
    S.WITHDRAWN: (_l("Đã rút lại"), "mute"),
    S.DUPLICATE: (_l("Trùng"), "mute"),
}


def status_of(state: str) -> tuple[str, str]:
    """A state in words, and the kind of its chip."""
    word, kind = WORDS[State(state)]
    return str(word), kind


class Way(StrEnum):
    """How an initiative came in."""

    LINK = "link"
    GRASSROOTS = "grassroots"
    ON_BEHALF = "on-behalf"
    LIST = "list"


WAYS = {
    Way.LINK: _l("Qua liên kết của đơn vị"),
    Way.GRASSROOTS: _l("Công đoàn cơ sở nhập"),
    Way.ON_BEHALF: _l("Nhập hộ"),
    Way.LIST: _l("Danh sách"),
}


class Recognition(StrEnum):
    """The forms in which an employer recognises an initiative."""

    DECISION = "decision"
    COMMENDATION = "commendation"
    OTHER = "other"


RECOGNITIONS = {
    Recognition.DECISION: _l("Quyết định công nhận sáng kiến"),
    Recognition.COMMENDATION: _l("Quyết định khen thưởng"),
    Recognition.OTHER: _l("Hình thức công nhận, khen thưởng trực tiếp khác"),
}
