"""The named places of a reminder's title and body: `{don_vi}`, `{con_thieu}` and so on."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.web.errors import Refused

PLACE = re.compile(r"\{([^{}]*)\}")

PLACES = {
    "don_vi": _l("tên đơn vị được nhắc"),
    "cap_tren": _l("tên đơn vị nhắc"),
    "chuong_trinh": _l("tên chương trình"),
    "giai_doan": _l("tên giai đoạn"),
    "chi_tieu": _l("chỉ tiêu được giao"),
    "da_dang_ky": _l("số đã đăng ký"),
    "hop_le": _l("số hợp lệ"),
    "dang_xem_xet": _l("số đang xem xét"),
    "can_bo_sung": _l("số được yêu cầu bổ sung"),
    "khong_hop_le": _l("số không hợp lệ"),
    "ty_le": _l("tỷ lệ so với chỉ tiêu"),
    "tien_do": _l("số cần có đến hôm nay để kịp tiến độ"),
    "con_thieu": _l("số còn thiếu so với chỉ tiêu"),
    "can_moi_ngay": _l("số cần có mỗi ngày đến hạn chót"),
    "con_lai_ngay": _l("số ngày còn lại"),
    "con_lai_ngay_lam_viec": _l("số ngày làm việc còn lại"),
    "han_chot": _l("hạn chót của đơn vị"),
    "hom_nay": _l("ngày nhắc"),
}
"""What may stand in braces, and what it becomes."""


class WrongPlace(Refused):
    """A template names a place that there is not, or a brace stands alone."""

    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def fault(text: str) -> str | None:
    """What is wrong with the places of a text, in words; None if nothing is."""
    for name in PLACE.findall(text):
        if name not in PLACES:
            return _(
                "Không có mục {%(name)s}. Các mục dùng được: %(all)s.",
                name=name,
                all=", ".join("{" + one + "}" for one in PLACES),
            )
    rest = PLACE.sub("", text)
    if "{" in rest or "}" in rest:
        return _("Dấu ngoặc { } chưa đủ đôi. Tên mục đặt giữa hai dấu, ví dụ {don_vi}.")
    return None


def check(**texts: str) -> None:
    """See that all places of some texts are there.

    :param texts: by the name of their field
    :raises WrongPlace: with the first field at fault
    """
    for field, text in texts.items():
        if (found := fault(text)) is not None:
            raise WrongPlace(field, found)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A text with its places filled."""
    return PLACE.sub(lambda hit: str(values[hit[1]]), text)
