"""What can be wrong with a campaign, in words."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.vietnamese import day_text
from app.web.errors import Refused

if TYPE_CHECKING:
    from app.campaigns.models import Campaign


class ImpossibleDays(Refused):
    """The days contradict themselves or the stage; the message says how."""

    status = 422


class SameDays(Refused):
    """The unit has a campaign on some of these days; the message names it."""

    def __init__(self, other: "Campaign") -> None:
        super().__init__(
            _(
                "Đơn vị đã có “%(name)s” từ ngày %(since)s đến ngày %(until)s trong giai đoạn này. "
                "Mỗi ngày chỉ một đợt cao điểm.",
                name=other.name,
                since=day_text(other.since),
                until=day_text(other.until),
            )
        )


class HasBegun(Refused):
    message = _l("Đợt cao điểm đã bắt đầu: chỉ sửa được ngày kết thúc và mục tiêu, kèm lý do.")


class IsOver(Refused):
    message = _l("Đợt cao điểm đã kết thúc hoặc đã hủy, không sửa được nữa.")


class ReasonMissing(Refused):
    status = 422
    message = _l("Xin ghi lý do.")


class NotBelow(Refused):
    message = _l("Chỉ giao mục tiêu cho đơn vị trực thuộc đang hoạt động.")
