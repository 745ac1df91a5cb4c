"""What can become of a request for another quota, and what such a request is refused with."""

from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.vietnamese import count_text
from app.web.errors import Refused


class Answer(StrEnum):
    """What became of a request; none while it waits."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


WORDS = {
    None: (_l("Chờ trả lời"), "info"),
    Answer.ACCEPTED: (_l("Chấp nhận"), "ok"),
    Answer.PARTLY: (_l("Chấp nhận một phần"), "accent"),
    Answer.REFUSED: (_l("Không chấp nhận"), "danger"),
    Answer.WITHDRAWN: (_l("Đã rút lại"), "mute"),
}


class NobodyAbove(Refused):
    message = _l("Đơn vị không có công đoàn cấp trên để đề nghị.")


class AlreadyAsked(Refused):
    message = _l(
        "Đơn vị đã có một đề nghị chờ trả lời ở giai đoạn này. Muốn đề nghị số khác, xin rút lại"
        " đề nghị đó trước."
    )


class NothingAsked(Refused):
    status = 422
    message = _l("Số đề nghị bằng đúng chỉ tiêu đang được giao.")


class ReasonWanted(Refused):
    status = 422
    message = _l("Xin ghi rõ lý do.")


class NotWaiting(Refused):
    message = _l("Đề nghị này đã có trả lời hoặc đã được rút lại. Xin tải lại trang để xem.")


class NotYours(Refused):
    status = 403
    message = _l("Chỉ đơn vị giao chỉ tiêu trả lời đề nghị này.")


class NotBetween(Refused):
    status = 422

    def __init__(self, held: int, wanted: int) -> None:
        super().__init__(
            _(
                "Chấp nhận một phần: số giao phải lớn hơn %(low)s và nhỏ hơn %(high)s.",
                low=count_text(min(held, wanted)),
                high=count_text(max(held, wanted)),
            )
        )
