"""What a desk can say of an initiative, and what becomes of it."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.initiatives import State


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    AGREED = "agreed"  # valid, as far as this person or this desk is asked
    VALID = "valid"
    INVALID = "invalid"
    RETURNED = "returned"
    REOPENED = "reopened"


O = Outcome  # noqa: E741
WORDS = {
    O.CONFIRMED: (_l("Xác nhận"), "info"),
    O.AGREED: (_l("Đồng ý"), "info"),
    O.VALID: (_l("Hợp lệ"), "ok"),
    O.INVALID: (_l("Không hợp lệ"), "danger"),
    O.RETURNED: (_l("Yêu cầu bổ sung"), "warn"),
    O.REOPENED: (_l("Mở lại"), "accent"),
}
BECOMES = {
    O.CONFIRMED: State.ENDORSED,
    O.AGREED: State.ENDORSED,
    O.VALID: State.VALID,
    O.INVALID: State.INVALID,
    O.RETURNED: State.RETURNED,
    O.REOPENED: State.ENDORSED,
}
FROM = {
    O.CONFIRMED: frozenset({State.SUBMITTED}),
    O.VALID: frozenset({State.ENDORSED}),
    O.INVALID: frozenset({State.ENDORSED}),
    O.RETURNED: frozenset({State.SUBMITTED, State.ENDORSED}),
}
"""In which states a desk may say it; AGREED is what VALID comes to before the last word."""
NEEDS_REASON = frozenset({O.INVALID, O.RETURNED})
DECIDES = frozenset({O.AGREED, O.VALID, O.INVALID, O.RETURNED})
TOLD = frozenset({O.VALID, O.INVALID, O.RETURNED, O.REOPENED})
"""Of which the initiative's unit is told once they can no longer be undone."""
