"""Why the ledger says no."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.vietnamese import count_text
from app.web.errors import Refused


class NotEnough(Refused):
    """More would be given than was received."""

    status = 422

    def __init__(self, remainder: int) -> None:
        self.remainder = remainder
        super().__init__(
            _(
                "Chỉ còn %(left)s chưa phân bổ. Nếu cần giao vượt, xin ghi rõ lý do.",
                left=count_text(remainder) if remainder >= 0 else f"−{count_text(-remainder)}",
            )
        )


class BelowZero(Refused):
    status = 422
    message = _l("Không thể giảm chỉ tiêu xuống dưới 0.")


class ReasonMissing(Refused):
    status = 422
    message = _l("Giao vượt chỉ tiêu được nhận cần ghi rõ lý do.")
