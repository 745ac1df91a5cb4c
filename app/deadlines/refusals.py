"""What the room's verbs say no with. `field` names the field of a form that is at fault."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class NeverDue(Refused):
    status, field = 422, "offsets"
    message = _l("Xin chọn ít nhất một mốc nhắc: số ngày trước hạn hoặc một ngày trong tuần.")


class WrongOffset(Refused):
    status, field = 422, "offsets"
    message = _l("Số ngày trước hạn là số từ 0 đến 365.")


class NoWay(Refused):
    status, field = 422, "ways"
    message = _l("Xin chọn ít nhất một cách gửi.")


class NoWords(Refused):
    status, field = 422, "body"
    message = _l("Xin ghi tiêu đề và nội dung nhắc.")


class NotPreviewed(Refused):
    message = _l(
        "Trước khi bật, xin xem trước ai nhận và nội dung gì. Sửa lại thì cần xem trước lần nữa."
    )


class NoSteps(Refused):
    status, field = 422, "steps"
    message = _l("Các bước đôn đốc cần ít nhất một bước.")


class WrongStep(Refused):
    status, field = 422, "steps"
    message = _l("Mỗi bước cần tên và các số ngày, mức chậm không nhỏ hơn 0.")


class LadderThere(Refused):
    message = _l("Đơn vị đã có các bước đôn đốc của chương trình này.")


class ReasonMissing(Refused):
    status, field = 422, "reason"
    message = _l("Xin ghi rõ lý do.")


class PastDay(Refused):
    status, field = 422, "until"
    message = _l("Xin chọn một ngày sau hôm nay.")


class StepPassed(Refused):
    message = _l("Bước này đã có người xử lý. Xin tải lại trang để xem.")


class NotBelow(Refused):
    status = 422
    message = _l("Đơn vị này không trực thuộc đơn vị của đồng chí.")


class PromiseUnclear(Refused):
    status, field = 422, "promise_count"
    message = _l("Lời hẹn cần số sáng kiến và ngày hẹn.")
