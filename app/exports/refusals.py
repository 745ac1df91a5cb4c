"""What stands between somebody and a file, in words."""

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class TooManyAsked(Refused):
    message = _l(
        "Đồng chí có 3 tệp chưa lập xong ở đơn vị này. Xin chờ một tệp xong hoặc hủy bớt rồi lập "
        "tệp mới."
    )


class TooManyKept(Refused):
    message = _l(
        "Đồng chí đang giữ 10 tệp ở đơn vị này. Xin xóa bớt tệp không cần nữa rồi lập tệp mới."
    )


class NotYours(Refused):
    message = _l("Chỉ người đã yêu cầu lập tệp mới hủy hoặc xóa được tệp này.")


class NotReady(Refused):
    message = _l("Tệp chưa lập xong. Xin mở lại trang của tệp để xem tiến độ.")


class FileOver(Refused):
    status = 410
    message = _l("Tệp này không còn trên máy chủ. Nếu cần, xin lập tệp mới.")


class MayNotReveal(Refused):
    status = 403
    message = _l(
        "Tệp này có số điện thoại và số căn cước của tác giả, nay đồng chí không có quyền xem các "
        "mục ấy ở đơn vị này. Xin lập tệp mới: tệp sẽ không có các cột đó."
    )


class ReachChanged(Refused):
    message = _l(
        "Từ khi lập tệp, có đơn vị đã chuyển đi hoặc chuyển đến nên tệp không còn đúng phạm vi của "
        "đơn vị này. Xin lập tệp mới."
    )


class FileLarger(Refused):
    message = _l(
        "Danh sách quá lớn cho một tệp Excel. Xin lọc theo đơn vị, giai đoạn, đối tượng hoặc trạng "
        "thái rồi lập từng tệp."
    )


class ListGone(Refused):
    message = _l("Đơn vị mà danh sách lọc theo không còn thuộc phạm vi này. Xin lọc và lập lại.")


class NoStage(Refused):
    status = 404
    message = _l("Chưa có chương trình nào ở đơn vị này nên chưa có danh sách để tải.")
