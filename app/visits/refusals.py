"""Why something about a visit is refused, in words."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class CannotDoNow(Refused):
    """The state allows no such act; somebody else was probably quicker."""

    message = _l("Buổi làm việc vừa được xử lý, không còn ở bước cho phép làm việc này.")


class ChangedMeanwhile(Refused):
    message = _l("Buổi làm việc vừa được đồng chí khác sửa. Xin mở lại trang để xem rồi sửa tiếp.")


class NotBelow(Refused):
    status = 422
    message = _l("Đơn vị được chọn không còn trực thuộc. Xin chọn lại.")


class VisitedAlready(Refused):
    """A unit is visited by one group of a unit at a time."""

    message = _l("Đơn vị này đã có một buổi làm việc chưa xong. Xin mở buổi đó để làm tiếp.")


class NoPartyCommittee(Refused):
    status = 422
    message = _l("Đơn vị này không có cấp ủy. Xin bỏ chọn cấp ủy.")


class NobodyToMeet(Refused):
    status = 422
    message = _l("Xin chọn ít nhất một bên mà Đoàn làm việc cùng.")


class InThePast(Refused):
    status = 422
    message = _l("Thời điểm này đã qua. Xin chọn thời điểm sau hiện tại.")


class NotYet(Refused):
    message = _l("Chưa đến ngày làm việc. Nếu làm việc sớm hơn, xin đổi lịch trước.")


class NoReason(Refused):
    status = 422
    message = _l("Xin ghi lý do.")


class NoResult(Refused):
    status = 422
    message = _l("Xin ghi kết quả.")


class MinutesClosed(Refused):
    message = _l("Biên bản chỉ ghi được từ khi bắt đầu làm việc đến khi có kết quả.")


class NoSuchOffice(Refused):
    status = 422
    message = _l("Người được chọn không còn giữ nhiệm vụ ở đơn vị. Xin chọn lại.")


class InTheGroup(Refused):
    status = 422
    message = _l("Đồng chí này đã có trong Đoàn.")


class StillNeeded(Refused):
    message = _l("Đoàn cần có trưởng đoàn. Xin chọn trưởng đoàn khác trước.")


class OneIsBoth(Refused):
    status = 422
    message = _l("Trưởng đoàn và thư ký phải là hai người khác nhau.")


class BadPromise(Refused):
    status = 422
    message = _l("Xin ghi ai làm, làm gì và hạn nào.")


class DueBefore(Refused):
    status = 422
    message = _l("Hạn của cam kết phải sau ngày làm việc.")


class PromiseClosed(Refused):
    message = _l("Cam kết này vừa được kết luận. Xin tải lại trang.")
