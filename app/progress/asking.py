"""What an address of this room asks for: the stage, what counts, and the moment."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from flask_babel import gettext as _

from app import clock
from app.programmes import Window, all_windows, chosen
from app.progress.figures import Definition
from app.progress.tables import (
    STRUCTURES,
    Days,
    Structure,
    Table,
    beside,
    full_table,
    full_table_at,
)
from app.units import Unit
from app.vietnamese import BadDate, parse_day


@dataclass(frozen=True)
class Asked:
    """A table as an address names it: `?stage=&programme=&count=&on=20/5/2022&time=17:00&tree=`.

    `moment` is None for now. `fault` says why a day was not understood; then the table is of now.
    """

    unit: Unit
    windows: Sequence[Window]
    window: Window
    definition: Definition
    structure: Structure
    moment: dt.datetime | None = None
    on: str = ""
    time: str = ""
    fault: str | None = None

    @classmethod
    def from_address(cls, unit: Unit, asked: Mapping[str, str]) -> "Asked":
        """Unknown words count as none; no stage at all is a page that is not there."""
        windows = all_windows(unit)
        window = chosen(windows, asked.get("stage"), asked.get("programme"), clock.now())
        if window is None:
            abort(404)
        count, tree = asked.get("count", window.programme.counting), asked.get("tree", "")
        on, time = asked.get("on", "").strip(), asked.get("time", "").strip()
        moment, fault = _moment(on, time)
        return cls(
            unit,
            windows,
            window,
            Definition(count) if count in set(Definition) else Definition.REGISTERED,
            Structure(tree) if tree in set(Structure) else Structure.THEN,
            moment,
            on,
            time,
            fault,
        )

    @property
    def address(self) -> dict[str, Any]:
        """The same again, as parts of an address."""
        past = self.on and not self.fault
        return {
            **self.window.address,
            "count": self.definition.value,
            "on": self.on if past else None,
            "time": (self.time or None) if past else None,
            "tree": self.structure.value if past and self.structure is Structure.TODAY else None,
        }

    @property
    def structures(self) -> list[tuple[str, str]]:
        return [(one.value, str(words)) for one, words in STRUCTURES.items()]

    @property
    def structure_words(self) -> str:
        """On which tree a past table stands; of now there is but one."""
        return str(STRUCTURES[self.structure]) if self.moment else ""

    @property
    def beside(self) -> Window | None:
        return beside(self.window, self.windows)

    def full(self) -> tuple[Table, Days]:
        """The table asked for, and the days behind it."""
        if self.moment is None:
            return full_table(
                self.unit, self.window, self.definition, clock.now(), beside=self.beside
            )
        return full_table_at(self.unit, self.window, self.definition, self.moment, self.structure)

    def table(self) -> Table:
        return self.full()[0]


def _moment(on: str, time: str) -> tuple[dt.datetime | None, str | None]:
    """The end of a day, or its moment; None for now and for what is yet to come."""
    if not on:
        return None, None
    try:
        day = parse_day(on)
        at = dt.time.fromisoformat(time.zfill(5)) if time else clock.END_OF_DAY
    except BadDate as error:
        return None, str(error)
    except ValueError:
        return None, _("Giờ ghi như 17:00.")
    moment = clock.end_of(day, at.replace(second=0, microsecond=0, tzinfo=None))
    if day > clock.today():
        return None, _("Ngày này chưa tới. Xin chọn ngày đã qua.")
    return (moment, None) if moment < clock.now() else (None, None)
