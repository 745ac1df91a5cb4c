"""Why a hand-over is refused, in words."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class NothingInHand(Refused):
    message = _l("Không có việc nào để bàn giao.")


class HasLeft(Refused):
    message = _l("Đồng chí bàn giao không còn nhiệm vụ tại đơn vị này.")


class ReceiverLeft(Refused):
    message = _l(
        "Đồng chí nhận bàn giao không còn nhiệm vụ phù hợp tại đơn vị này. Xin chọn đồng chí khác."
    )


class ListChanged(Refused):
    message = _l("Danh sách vừa thay đổi. Xin xem lại danh sách mới rồi xác nhận.")


class OwnAppointment(Refused):
    message = _l(
        "Đồng chí không thể tự giao vai trò cho mình. Xin nhờ lãnh đạo hoặc người quản trị khác."
    )
