"""Why a programme, a stage or a deadline is refused."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class ImpossibleDates(Refused):
    """The dates contradict themselves or each other; the message says how."""

    status = 422


class CodeInUse(Refused):
    message = _l("Mã này đã có trong chương trình, xin chọn mã khác.")


class NotBelow(Refused):
    status = 422
    message = _l("Chỉ gia hạn cho đơn vị mình và các đơn vị trực thuộc đang hoạt động.")


class NotYourExtension(Refused):
    message = _l("Chỉ đơn vị đã gia hạn mới thu hồi được.")
