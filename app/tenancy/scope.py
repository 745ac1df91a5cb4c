"""A scope: the subtree of one unit, as one range of paths."""

import re
from dataclasses import dataclass
from functools import cached_property

STEP = 5  # characters of one serial with its dot: four base-36 digits and "."
PATH = re.compile(r"([0-9A-Z]{4}\.)+")


class ScopeViolation(Exception):
    """Code reached for a row outside its scope. Always a fault of ours, never of a person."""


@dataclass(frozen=True)
class Scope:
    """The subtree of the unit at `path`, e.g. "0001.001C.00A7."."""

    path: str

    def __post_init__(self) -> None:
        if not PATH.fullmatch(self.path):
            raise ScopeViolation(f"no path: {self.path!r}")

    @cached_property
    def bounds(self) -> tuple[str, str]:
        """The half-open range of paths in the subtree ("/" follows "." in ASCII)."""
        return self.path, self.path[:-1] + "/"

    @cached_property
    def ancestors(self) -> list[str]:
        """The paths above, from the root down, without its own."""
        return [self.path[:end] for end in range(STEP, len(self.path), STEP)]

    def holds(self, path: str | None) -> bool:
        """Whether a row at `path` lies in the subtree."""
        low, high = self.bounds
        return path is not None and low <= path < high


@dataclass(frozen=True)
class Opening:
    """What a door opens: names of tables to read, and of tables to write.

    :param only: a table, a column and a value: of that table no other row is there
    """

    reads: frozenset[str]
    writes: frozenset[str] = frozenset()
    only: tuple[str, str, str | int] | None = None


@dataclass(frozen=True)
class Doorway(Scope):
    """One unit, without what lies below it, for somebody who is not signed in; see `door`."""

    opening: Opening

    @cached_property
    def bounds(self) -> tuple[str, str]:
        """The path alone: "!" comes before every character that a longer path goes on with."""
        return self.path, self.path + "!"


@dataclass(frozen=True)
class Everything:
    """No narrowing. For commands and jobs only; `jobs.step` journals the reason."""

    reason: str


class IdentityDoor:
    """The way in for somebody not yet known: accounts, posts, and where units lie."""


IDENTITY = IdentityDoor()
AnyScope = Scope | Everything | IdentityDoor
