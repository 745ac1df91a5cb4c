"""Why a review is refused, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.vietnamese import moment_text
from app.web.errors import Refused


class ReasonMissing(Refused):
    status = 422
    message = _l("Xin chọn ít nhất một lý do và ghi rõ cần bổ sung điều gì.")


class NotOnYourDesk(Refused):
    message = _l("Sáng kiến này không còn ở nơi xử lý của đơn vị đồng chí.")


class NotInThisState(Refused):
    message = _l("Ở trạng thái hiện nay của sáng kiến không làm được việc này.")


class ReadAnew(Refused):
    message = _l("Sáng kiến vừa được sửa hoặc có ý kiến mới. Xin đọc lại rồi quyết định.")


class SaidMeanwhile(Refused):
    """Somebody else was quicker; the page says who, and what."""

    def __init__(self, review: Any) -> None:
        super().__init__(
            _(
                "Đồng chí %(name)s đã ghi “%(outcome)s” lúc %(moment)s.",
                name=review.signed_by,
                outcome=review.status[0],
                moment=moment_text(review.at),
            )
        )


class OwnInitiative(Refused):
    message = _l(
        "Tác giả hoặc đồng tác giả trùng tên với đồng chí. "
        "Không ai quyết định về sáng kiến của mình; xin để đồng chí khác xem xét."
    )


class SayWhoYouAre(Refused):
    status = 422
    message = _l(
        "Tác giả hoặc đồng tác giả trùng tên với đồng chí. "
        "Nếu là người khác, xin đánh dấu “Không phải tôi” rồi quyết định."
    )


class AssessedTooEarly(Refused):
    status = 422
    message = _l("Ngày đánh giá đứng trước ngày sáng kiến được áp dụng.")


class OtherProgramme(Refused):
    message = _l("Lý do đã chọn không thuộc chương trình của sáng kiến này.")


class SecondPersonNeeded(Refused):
    message = _l("Đồng chí đã đồng ý. Bước này cần thêm một đồng chí khác cùng xem xét.")


class ThirdPersonNeeded(Refused):
    message = _l("Đồng chí đã từ chối sáng kiến này; lần xem xét lại do đồng chí khác làm.")


class UndoTooLate(Refused):
    message = _l("Không hoàn tác được nữa: đã quá 15 phút, đơn vị đã được báo kết quả.")


class WentOn(UndoTooLate):
    """Something has happened since; where somebody has said a word, it says who and what."""

    message = _l("Không hoàn tác được nữa: sáng kiến đã được sửa hoặc đã đi bước tiếp theo.")


class NotYourWord(Refused):
    message = _l("Chỉ người đã ghi ý kiến mới hoàn tác được ý kiến đó.")


class NothingChosen(Refused):
    message = _l("Chưa chọn sáng kiến nào. Xin chọn trong danh sách chờ duyệt rồi làm lại.")


class ChosenAnew(Refused):
    message = _l("Danh sách đã chọn vừa thay đổi. Xin xem lại rồi ghi.")


class TooManyChosen(Refused):
    message = _l("Mỗi lần chọn tối đa 5.000 sáng kiến. Xin lọc bớt rồi chọn lại.")


class SaidBefore(Refused):
    message = _l("Đồng chí đã ghi như vậy trước đó, không có gì thay đổi.")


class AskedBefore(Refused):
    message = _l("Đơn vị đã đề nghị xem xét lại sáng kiến này một lần.")


class NotOfYourUnit(Refused):
    message = _l("Chỉ đơn vị có sáng kiến mới đề nghị xem xét lại được.")


class InOtherHands(Refused):
    """Somebody of the desk has it already; the page says who."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Đồng chí %(name)s đang xử lý sáng kiến này.", name=name))


class NotAColleague(Refused):
    status = 422
    message = _l("Đồng chí được chọn không còn nhiệm vụ xử lý sáng kiến tại đơn vị này.")
