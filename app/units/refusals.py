"""Why a verb of the tree says no."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class CodeTaken(Refused):
    message = _l("Mã đơn vị này đã có, xin chọn mã khác.")


class CannotMove(Refused):
    message = _l("Không thể chuyển một đơn vị vào chính nó hoặc vào đơn vị cấp dưới của nó.")


class StillHasChildren(Refused):
    message = _l("Đơn vị còn các đơn vị trực thuộc đang hoạt động, xin chuyển các đơn vị đó trước.")
