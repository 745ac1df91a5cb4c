"""The machine's pre-check: what it sees at once, each with its ground. It advises, never decides.

Rooms register a function of one `Case`; it answers with a `Check`, or with None where it has
nothing to say. All checks of a page together should cost few statements: what two of them need
is asked for once, by the case.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.initiatives.models import Initiative
from app.programmes import ReasonCode, Stage, TargetGroup


class CheckLevel(StrEnum):
    OK = "ok"
    LOOK = "look"


@dataclass(frozen=True)
class Check:
    """What one check says, in `words`, and its `ground`.

    `field` is the place on the form that would be mended, `anchor` names the part of the
    initiative's own page that says more.
    """

    level: CheckLevel
    words: str
    ground: str
    field: str | None = None
    anchor: str | None = None

    @classmethod
    def ok(cls, words: str, ground: str) -> "Check":
        """Nothing to look at."""
        return cls(CheckLevel.OK, words, ground)

    @classmethod
    def look(cls, words: str, ground: str, field: str, anchor: str | None = None) -> "Check":
        """To be looked at, and what would be mended."""
        return cls(CheckLevel.LOOK, words, ground, field, anchor)


@dataclass
class Case:
    """An initiative with what its programme hands down; what is not given is asked for."""

    initiative: Initiative
    given_codes: Sequence[ReasonCode] | None = None

    @property
    def stage(self) -> Stage:
        return self.initiative.stage

    @cached_property
    def groups(self) -> dict[int, TargetGroup]:
        """The target groups by number."""
        return {group.number: group for group in TargetGroup.of(self.stage)}

    @property
    def group_name(self) -> str | None:
        """The name of its own target group."""
        group = self.groups.get(self.initiative.target_group)
        return group.name if group else None

    @cached_property
    def codes(self) -> Sequence[ReasonCode]:
        """The reasons for which it could be refused."""
        return ReasonCode.known(self.stage) if self.given_codes is None else self.given_codes


Judge = Callable[[Case], Check | None]
_judges: dict[str, tuple[int, Judge]] = {}


def precheck(place: int) -> Callable[[Judge], Judge]:
    """Register a check; `place` is where it stands in the list."""

    def keep(judge: Judge) -> Judge:
        _judges[f"{judge.__module__}.{judge.__qualname__}"] = (place, judge)
        return judge

    return keep


def checks_of(case: Case) -> list[Check]:
    """What all rooms have to say; what is to be looked at first."""
    said = [judge(case) for _place, judge in sorted(_judges.values(), key=lambda pair: pair[0])]
    return sorted(filter(None, said), key=lambda check: check.level is CheckLevel.OK)
