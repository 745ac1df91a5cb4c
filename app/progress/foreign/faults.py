"""A fault of a foreign table, at its cell, in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _


class Kind(StrEnum):
    """What is wrong."""

    TOTAL = "total-of-rows"
    SUBTOTAL = "subtotal-of-rows"
    PARTS = "sum-of-parts"
    RATE_CUT = "rate-cut"
    RATE = "rate-wrong"
    RATE_WITHOUT_QUOTA = "rate-without-quota"
    RATE_OF_WRONG_TOTAL = "rate-of-wrong-total"
    NO_RATE = "no-rate"
    NO_TOTAL = "no-total"
    NO_QUOTA = "no-quota"
    NO_NAME = "no-name"
    NOT_A_NUMBER = "not-a-number"
    UNKNOWN_FORMULA = "formula"
    UNIT_TWICE = "unit-twice"
    NO_SUCH_DAY = "no-such-date"
    SUM_COUNTS_INVALID = "sum-counts-invalid"
    SUM_UNCLEAR = "sum-unclear"
    RATE_BASIS = "rate-basis"
    RATE_UNCLEAR = "rate-unclear"
    NO_TOTAL_ROW = "no-total-row"
    OTHER_SHEET = "other-sheet"
    HIDDEN_ROW = "hidden-row"


class Level(StrEnum):
    """A remark is worth knowing, yet nothing has to be put right."""

    ERROR = "error"
    REMARK = "remark"


@dataclass(frozen=True)
class Fault:
    """`text` names the cell. `suspect` is the one cell that would put right this and others."""

    cell: str
    kind: Kind
    printed: Any
    computed: Any
    text: str
    level: Level = Level.ERROR
    suspect: str | None = None

    @property
    def is_error(self) -> bool:
        return self.level is Level.ERROR

    def suspecting(self, cell: str, instead: str) -> "Fault":
        """The same, saying which cell is probably a slip of the hand."""
        text = _(
            "%(text)s Có thể do ô %(cell)s ghi nhầm: nếu là %(n)s thì bảng khớp.",
            text=self.text,
            cell=cell,
            n=instead,
        )
        return replace(self, suspect=cell, text=text)

    def as_json(self) -> dict[str, Any]:
        more = {"suspect": self.suspect} if self.suspect else {}
        return {
            "cell": self.cell,
            "kind": self.kind.value,
            "printed": self.printed,
            "computed": self.computed,
            "level": self.level.value,
            "text": self.text,
            **more,
        }


def errors(faults: Sequence[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.is_error]
