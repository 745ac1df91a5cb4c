"""A link to a shared drive: checked for its form, never opened by us."""

import ipaddress
import re
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

DRIVES = {
    "Google Drive": ("drive.google.com", "docs.google.com"),
    "OneDrive": ("1drv.ms", "onedrive.live.com", "sharepoint.com", "my.sharepoint.com"),
    "Dropbox": ("dropbox.com", "www.dropbox.com", "db.tt"),
}
HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
INSIDE = ("local", "localhost", "internal", "intranet", "lan", "home", "corp", "test", "invalid")
PLAIN = re.compile(r"[\x21-\x7e\u00a0-\uffff]+")
NOT_HTTPS = _l("Liên kết phải bắt đầu bằng https://")


class BadLink(ValueError):
    """It is no address of a shared document; says why."""


def check_link(text: str) -> None:
    """Raise `BadLink` unless it is a https address of a host out in the open, without a name."""
    if not text.lower().startswith("https://"):
        raise BadLink(str(NOT_HTTPS))
    if not PLAIN.fullmatch(text):
        raise BadLink(_("Liên kết có khoảng trắng. Xin sao chép lại nguyên liên kết."))
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise BadLink(_("Liên kết không đúng. Xin sao chép lại nguyên liên kết.")) from None
    if "@" in parts.netloc or "\\" in text:
        raise BadLink(_("Liên kết không được kèm tên đăng nhập hay mật khẩu."))
    if _is_number(host) or host.rpartition(".")[2] in INSIDE or not HOST.fullmatch(_ascii(host)):
        raise BadLink(_("Liên kết phải dẫn đến trang chia sẻ trên Internet, ví dụ Google Drive."))
    if port not in (None, 443):
        raise BadLink(_("Liên kết không được ghi số cổng."))
    if drive_of(text) and not (parts.path.strip("/") or parts.query):
        raise BadLink(
            _("Liên kết chưa chỉ đến tệp hay thư mục nào. Xin sao chép liên kết chia sẻ.")
        )


def drive_of(text: str) -> str | None:
    """The shared drive an address belongs to, by its name; None for others."""
    host = (urlsplit(text).hostname or "").lower()
    for name, hosts in DRIVES.items():
        if host in hosts or any(host.endswith("." + one) for one in hosts):
            return name
    return None


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.replace(".", "").isdigit() or host.startswith("0x")
    return True


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return ""
