"""One table less another of the same stage: line by line, and so that the sums agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.progress.figures import Definition, Line
from app.progress.tables import Table
from app.vietnamese import count_text


@dataclass(frozen=True)
class Change:
    """A line before and after. None: that table has no such line, and it counts as 0."""

    name: str
    before: Line | None
    after: Line | None
    definition: Definition

    @property
    def counts(self) -> tuple[int | None, int | None]:
        """The counts of both, by the definition."""
        before, after = self.before, self.after
        return (
            before.counts.by(self.definition) if before else None,
            after.counts.by(self.definition) if after else None,
        )

    @property
    def quotas(self) -> tuple[int | None, int | None]:
        return (
            self.before.quota if self.before else None,
            self.after.quota if self.after else None,
        )

    @property
    def count_change(self) -> int:
        return _less(self.counts)

    @property
    def quota_change(self) -> int:
        return _less(self.quotas)

    @property
    def count_text(self) -> str:
        """The difference with its sign: "+12", "−3", "0"."""
        return signed(self.count_change)

    @property
    def quota_text(self) -> str:
        return signed(self.quota_change)

    @property
    def rates(self) -> tuple[str, str]:
        before, after = self.before, self.after
        return (
            before.rate(self.definition) if before else "–",
            after.rate(self.definition) if after else "–",
        )

    @property
    def called_before(self) -> str | None:
        """The name it had, where it has another one now."""
        renamed = self.before and self.after and self.before.name != self.after.name
        return self.before.name if renamed and self.before else None


@dataclass(frozen=True)
class Subtraction:
    """`after` less `before`. Lines are told apart by their units; those of one table stay."""

    before: Table
    after: Table
    definition: Definition

    @property
    def lines(self) -> list[Change]:
        """In the order of the later table, then what only the earlier had; own ones last."""
        before, after = _by_key(self.before), _by_key(self.after)
        keys = sorted({**after, **before}, key=lambda key: key[0] == "other")
        return [
            Change(
                (after.get(key) or before[key]).name,
                before.get(key),
                after.get(key),
                self.definition,
            )
            for key in keys
        ]

    @property
    def total(self) -> Change:
        """The sums of both; its differences are the sums of the lines'."""
        return Change(_("Tổng cộng"), _total(self.before), _total(self.after), self.definition)

    @property
    def below(self) -> list[Change]:
        """Quotas under the total: what no unit holds, and what was received."""
        sides = [self.before, self.after]
        if not any(table.lines for table in sides):
            return []
        left, received = [table.unallocated for table in sides], [table.own for table in sides]
        return [
            Change(_("Chỉ tiêu chưa phân bổ"), left[0], left[1], self.definition),
            Change(_("Chỉ tiêu được giao"), received[0], received[1], self.definition),
        ]


def signed(number: int) -> str:
    """ "+1.226", "−3", "0"."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{count_text(abs(number))}"


def _by_key(table: Table) -> dict[tuple[str, Any], Line]:
    lines: Sequence[Line] = table.lines or [table.own]
    return {(line.kind, line.unit_id): line for line in lines}


def _total(table: Table) -> Line:
    return table.total if table.lines else table.own


def _less(pair: tuple[int | None, int | None]) -> int:
    before, after = pair
    return (after or 0) - (before or 0)
