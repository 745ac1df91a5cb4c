"""Why something about a request is refused, in words."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class CannotDoNow(Refused):
    """The state allows no such act; somebody else was probably quicker."""

    message = _l("Yêu cầu vừa được xử lý, không còn ở bước cho phép làm việc này.")


class NotOnYourDesk(Refused):
    message = _l("Yêu cầu này đang do đơn vị khác xử lý.")


class NotTheAsker(Refused):
    message = _l("Chỉ đơn vị gửi yêu cầu làm được việc này.")


class NotInLine(Refused):
    """A request is never handed to a desk below or beside the asker's line."""

    status = 422
    message = _l("Chỉ chuyển được cho đơn vị gửi yêu cầu hoặc cấp trên của đơn vị đó.")


class NothingSaid(Refused):
    status = 422
    message = _l("Xin viết nội dung.")


class NotItself(Refused):
    status = 422
    message = _l("Không gộp hay nối một yêu cầu với chính nó.")


class NotAColleague(Refused):
    status = 422
    message = _l("Người được chọn không còn trả lời yêu cầu tại đơn vị. Xin chọn lại.")


class NoDays(Refused):
    status = 422
    message = _l("Ngày cuối đứng trước ngày đầu.")


class TooManyFiles(Refused):
    message = _l("Mỗi yêu cầu có tối đa 5 tệp.")


class Gone(Refused):
    status = 410
    message = _l("Không mở được tệp này: tệp không còn nguyên trên máy chủ. Xin báo quản trị.")
