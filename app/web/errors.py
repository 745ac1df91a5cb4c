"""Refusals: what a verb or a page says no with, and how it is said."""

from typing import Any

from flask import Flask, Response, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.db import db
from app.web.rendering import render


class Refused(Exception):
    """A verb says no. `message` is for the person, in words; `status` for the answer."""

    status = 409
    message: Any = ""

    def __init__(self, message: Any = None) -> None:
        self.message = message or self.message
        super().__init__(str(type(self).__name__))

    def __str__(self) -> str:
        return str(self.message)


class SignInRequired(Exception):
    """Nobody is signed in, and the page asks for somebody."""


class SignInUnfinished(Exception):
    """Somebody is signed in who must show more of himself before any page opens."""


MESSAGES = {
    400: (_l("Yêu cầu không hợp lệ"), _l("Xin tải lại trang rồi thử lại.")),
    403: (
        _l("Đồng chí không có quyền làm việc này"),
        _l("Nếu cần, xin liên hệ lãnh đạo hoặc người quản trị của đơn vị."),
    ),
    404: (
        _l("Không tìm thấy trang"),
        _l("Trang không có, hoặc không thuộc phạm vi đơn vị của đồng chí."),
    ),
    405: (_l("Yêu cầu không hợp lệ"), _l("Xin quay lại trang trước rồi thử lại.")),
    413: (
        _l("Tệp quá lớn"),
        _l("Mỗi lần gửi tối đa 12 MB; bảng dán tối đa 2 MB, dài hơn xin gửi thành tệp."),
    ),
    500: (
        _l("Hệ thống gặp lỗi"),
        _l("Lỗi đã được ghi lại. Những gì đã lưu trước đó vẫn còn nguyên."),
    ),
}


def init_app(app: Flask) -> None:
    """Answer every refusal in words."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(StaleDataError, _changed_meanwhile)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _http)
    app.before_request(_readable)


def _readable() -> None:
    """An address with a sign that PostgreSQL has no room for asks for nothing there is."""
    if any("\0" in value for value in request.args.values()):
        abort(400)


def _page(status: int, title: Any, text: Any) -> Response:
    return render("layouts/error.html", "error", status=status, title=title, text=text)


def _refused(error: Refused) -> Response:
    return _page(error.status, _("Chưa làm được"), error.message)


def _changed_meanwhile(error: StaleDataError) -> Response:
    db.session.rollback()  # a session that failed in a flush reads nothing until then
    return _page(
        409,
        _("Nội dung vừa được người khác thay đổi"),
        _("Xin tải lại trang để xem nội dung mới rồi làm tiếp."),
    )


def form_expired(error: CSRFError) -> Response:
    """The token of a form is no longer, or never was, this session's."""
    return _page(
        400,
        _("Trang đã mở quá lâu"),
        _("Vì an toàn, xin quay lại trang trước, tải lại rồi gửi lại. Nội dung chưa được lưu."),
    )


def _http(error: HTTPException) -> Any:
    code = error.code or 500
    if code < 400:
        return error
    title, text = MESSAGES.get(code, MESSAGES[400 if code < 500 else 500])
    return _page(code, title, text)
