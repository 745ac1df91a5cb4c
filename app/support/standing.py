"""How a request stands: in words, and what its state allows."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.support.states import (
    CATEGORIES,
    MOVES,
    OBSTACLES,
    RUNNING,
    STATES,
    TO_DO,
    WAYS,
    Act,
    Came,
    Category,
    Obstacle,
    State,
)
from app.units import Unit


class Standing:
    """What is said of a request; its columns stand in `models`."""

    if TYPE_CHECKING:
        state: Any
        category: Any
        obstacle: Any
        way: Any
        desk: Any
        desk_unit_id: Any
        first_after: Any
        first_due_at: Any
        due_at: Any
        steps: Any

    @property
    def status(self) -> tuple[str, str]:
        """The state in words, and the kind of its chip."""
        word, kind = STATES[State(self.state)]
        return str(word), kind

    @property
    def category_words(self) -> str:
        return str(CATEGORIES[Category(self.category)])

    @property
    def obstacle_words(self) -> str:
        return str(OBSTACLES[Obstacle(self.obstacle)]) if self.obstacle else ""

    @property
    def way_words(self) -> str:
        return str(WAYS[Came(self.way)])

    @property
    def desk_name(self) -> str:
        """The unit that has it in hand; an upper unit is seen from below as well."""
        return self.desk.name if self.desk else _("Đơn vị cấp trên")

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO

    def may(self, act: Act) -> bool:
        """Whether the state allows an act."""
        return State(self.state) in MOVES[act]

    def lies_on(self, unit: Unit) -> bool:
        return self.desk_unit_id == unit.id

    def desk_at(self, at: dt.datetime) -> int:
        """The unit on whose desk it lay at a moment."""
        lay = (step.desk_unit_id for step in reversed(self.steps) if step.at <= at)
        return int(next(lay, self.desk_unit_id))

    def next_due(self) -> dt.datetime | None:
        """Until when somebody should have done something; None while the clocks stand."""
        if self.state not in RUNNING:
            return None
        return self.due_at if self.first_after is not None else self.first_due_at

    def is_overdue(self, at: dt.datetime) -> bool:
        due = self.next_due()
        return due is not None and due < at
