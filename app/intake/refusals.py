"""What may not be done with a list, in words."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class TakenAlready(Refused):
    message = _l("Danh sách này đã được nhận nên không đổi được nữa. Xin hoàn tác trước.")


class UnitUnknown(Refused):
    message = _l("Chưa biết danh sách của đơn vị nào. Xin chọn đơn vị trước khi nhận.")


class AtWork(Refused):
    message = _l("Hệ thống đang xử lý danh sách này. Xin chờ xong rồi làm tiếp.")


class FileForgotten(Refused):
    status = 410
    message = _l("Tệp này đã hết thời hạn lưu nên không còn trên hệ thống. Xin nhập lại tệp.")


class Decided(Refused):
    message = _l(
        "Đã có sáng kiến của danh sách này được duyệt, nên không hoàn tác cả danh sách được nữa."
    )


class RowTaken(Refused):
    message = _l("Dòng này đã được nhận. Xin sửa ngay trong sáng kiến.")


class RowHidden(Refused):
    message = _l("Dòng này không được đọc nên không sửa được. Xin sửa trong tệp rồi nhập lại.")
