"""What a list of initiatives is narrowed by; lives in the address, so it can be shared."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_babel import lazy_gettext as _l

from app.initiatives.finding import HAS
from app.initiatives.models import Initiative
from app.initiatives.states import ALL_SUBMITTED, PENDING, REGISTERED, WORDS, State
from app.programmes import Window, running
from app.units import Unit

GROUPS = {
    "pending": PENDING,
    "registered": REGISTERED,
    "all": ALL_SUBMITTED,
    "unfinished": PENDING | {State.RETURNED},
    **{state.value: frozenset({state}) for state in State},
}
HAS_WORDS = {
    "benefit": _l("Có khai giá trị làm lợi"),
    "verified": _l("Có giá trị làm lợi đã thẩm định"),
    "no-papers": _l("Chưa ghi hình thức công nhận"),
}
GROUP_WORDS = {
    "all": _l("Tất cả đã nộp"),
    "registered": _l("Đã đăng ký (đang xem xét và hợp lệ)"),
    "pending": _l("Chờ xác nhận và đang xem xét"),
    "unfinished": _l("Đang xem xét hoặc phải bổ sung"),
}


@dataclass(frozen=True)
class Filters:
    """`state` is a state or a group of states; `own` leaves out the units below."""

    windows: Sequence[Window]
    window: Window | None
    state: str = ""
    text: str = ""
    group: int | None = None
    own: bool = False
    block: str = ""
    has: str = ""

    @classmethod
    def from_address(
        cls, windows: Sequence[Window], now: dt.datetime, asked: Any = None
    ) -> "Filters":
        """What `?stage=&state=&q=&group=&own=&block=&has=` ask for; unknown ones count as none.

        :param asked: the arguments of an address, if not of this request's
        """
        asked = request.args if asked is None else asked
        named = [w for w in windows if w.stage.code == asked.get("stage")]
        return cls(
            windows=windows,
            window=named[0] if named else running(windows, now),
            state=asked.get("state", "") if asked.get("state") in GROUPS else "",
            text=asked.get("q", "").strip(),
            group=asked.get("group", type=int),
            own=asked.get("own") == "1",
            block=asked.get("block", ""),
            has=asked.get("has", "") if asked.get("has") in HAS else "",
        )

    @property
    def address(self) -> dict[str, Any]:
        """The same again."""
        return {
            "stage": self.window.stage.code if self.window else None,
            "state": self.state or None,
            "q": self.text or None,
            "group": self.group,
            "own": "1" if self.own else None,
            "block": self.block or None,
            "has": self.has or None,
        }

    def query(self, unit: Unit) -> sa.Select[Any]:
        """The initiatives asked for."""
        return Initiative.listed(
            unit.path,
            stage=self.window.stage if self.window else None,
            states=sorted(GROUPS.get(self.state, ())),
            group=self.group,
            text=self.text,
            own=self.own,
            block=self.block,
            has=self.has,
        )

    @property
    def has_words(self) -> str | None:
        """What the list is narrowed to by `has`, in words."""
        return str(HAS_WORDS[self.has]) if self.has else None

    @property
    def state_choices(self) -> list[tuple[str, str]]:
        groups = [(name, str(words)) for name, words in GROUP_WORDS.items()]
        return groups + [(state.value, str(word)) for state, (word, _kind) in WORDS.items()]
