"""A pair as pages show it: both texts with what they share, and what may be said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.initiatives import Initiative, State
from app.similar.deciding import Pair
from app.similar.likeness import Grams, grams, marked
from app.similar.models import Similar
from app.units import Unit


@dataclass
class Side:
    """One row of a pair, seen from a unit."""

    row: Similar
    pair: Pair
    unit: Unit

    @property
    def one(self) -> Initiative:
        return self.row.initiative

    @property
    def other(self) -> Initiative | None:
        return self.pair.other.initiative if self.pair.other else None

    @cached_property
    def may_mark(self) -> bool:
        return self.pair.may_mark(self.unit)

    @cached_property
    def may_undo(self) -> bool:
        return self.pair.may_undo(self.unit)

    @cached_property
    def _shared(self) -> Grams:
        if self.other is None:
            return frozenset()
        texts = [grams(text.title, text.summary) for text in (self.one, self.other)]
        return texts[0] & texts[1]

    def pieces(self, text: str) -> list[tuple[str, bool]]:
        """A text, and which parts of it the two have in common; neighbours put together."""
        merged: list[tuple[str, bool]] = []
        for piece, same in marked(text, self._shared):
            if merged and merged[-1][1] == same:
                merged[-1] = (merged[-1][0] + piece, same)
            else:
                merged.append((piece, same))
        return merged


def sides(rows: Iterable[Similar], unit: Unit) -> list[Side]:
    """Rows with their other sides, as far as these are in reach."""
    shown = list(rows)
    beside = Similar.beside(shown) if shown else {}
    return [Side(row, Pair(row, beside.get(row.key)), unit) for row in shown]


def of(initiative: Initiative, unit: Unit) -> list[Side]:
    """What an initiative is like, for its page."""
    found = Similar.of(initiative) if initiative.state != State.DRAFT else []
    quiet = [side for side in sides(found, unit) if side.row.verdict or _stands(side)]
    return sorted(quiet, key=lambda side: (side.row.verdict is not None, -side.row.percent))


def _stands(side: Side) -> bool:
    """The worker has not yet gone after what was withdrawn a moment ago."""
    gone = (State.WITHDRAWN, State.DUPLICATE, State.DRAFT)
    return not any(i is not None and i.state in gone for i in (side.one, side.other))
