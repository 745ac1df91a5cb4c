"""How a letter stands, and what a server answered, in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

WAITING, LATER, SENT, GIVEN_UP = "waiting", "later", "sent", "given-up"
STATES = {
    WAITING: (_l("Chờ gửi"), "info"),
    LATER: (_l("Sẽ gửi lại"), "warn"),
    SENT: (_l("Đã gửi"), "ok"),
    GIVEN_UP: (_l("Không gửi được"), "danger"),
}

# Why a try failed without a code of the server.
REFUSED, TIMEOUT, DROPPED, UNKNOWN_HOST = "refused", "timeout", "dropped", "unknown-host"
UNSAFE, NETWORK, OFF, LEFT, EMPTY = "unsafe", "network", "off", "left", "empty"
BROKEN = "broken"
ANSWERS = {
    REFUSED: _l("Máy chủ thư không nhận kết nối"),
    TIMEOUT: _l("Máy chủ thư không trả lời kịp"),
    DROPPED: _l("Máy chủ thư ngắt kết nối giữa chừng"),
    UNKNOWN_HOST: _l("Không tìm thấy máy chủ thư"),
    UNSAFE: _l("Không mở được kết nối mã hóa với máy chủ thư"),
    NETWORK: _l("Lỗi mạng"),
    OFF: _l("Người nhận không còn nhận thư qua địa chỉ này"),
    LEFT: _l("Người nhận không còn nhiệm vụ tại đơn vị"),
    BROKEN: _l("Không lập được thư"),
    EMPTY: _l("Nội dung thư đã được xóa theo thời hạn lưu"),
}
CODES = {
    "250": _l("Máy chủ thư đã nhận"),
    "421": _l("Máy chủ thư tạm ngừng phục vụ"),
    "450": _l("Hộp thư tạm thời chưa nhận được"),
    "451": _l("Máy chủ thư gặp lỗi tạm thời"),
    "452": _l("Máy chủ thư hoặc hộp thư đã đầy"),
    "535": _l("Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu"),
    "550": _l("Hộp thư không có hoặc từ chối nhận"),
    "552": _l("Hộp thư đã đầy"),
    "554": _l("Máy chủ thư từ chối thư này"),
}


def answer_words(word: str | None) -> Any:
    """What a server answered; nothing for what was never tried."""
    if not word:
        return ""
    if word in ANSWERS:
        return ANSWERS[word]
    if word in CODES:
        return _("%(words)s (mã %(code)s)", words=CODES[word], code=word)
    if word.startswith("4"):
        return _("Máy chủ thư tạm thời chưa nhận (mã %(code)s)", code=word)
    return _("Máy chủ thư từ chối (mã %(code)s)", code=word)
