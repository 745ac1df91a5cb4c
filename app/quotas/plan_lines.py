"""The lines of a plan, and why a plan says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.errors import Refused


class PlanClosed(Refused):
    message = _l("Bảng phân bổ này đã ban hành hoặc đã bỏ, không sửa được nữa.")


class PlanChanged(Refused):
    """Somebody saved meanwhile."""

    message = _l(
        "Bảng vừa được lưu từ một cửa sổ hoặc một máy khác. Những ô đồng chí vừa nhập vẫn còn"
        " nguyên; xin xem lại rồi lưu lần nữa để ghi đè."
    )


class NothingToUndo(Refused):
    message = _l("Không còn thay đổi nào để hoàn tác.")


@dataclass(frozen=True)
class PlanLine:
    """What a plan holds for a unit, by stage; `by_hand` lines are left alone by the rules."""

    amounts: Mapping[int, int]
    by_hand: bool = False
    bound: str | None = None

    def as_data(self) -> dict[str, Any]:
        return {
            "amounts": {str(s): n for s, n in self.amounts.items()},
            "by_hand": self.by_hand,
            "bound": self.bound,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "PlanLine":
        amounts = {int(s): n for s, n in data["amounts"].items()}
        return cls(amounts, data["by_hand"], data.get("bound"))


NOTHING = PlanLine({})
