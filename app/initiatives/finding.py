"""Finding initiatives: in a subtree, on a desk."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.initiatives.states import State
from app.programmes import Stage
from app.tenancy import Scope
from app.units import Unit
from app.vietnamese import fold

HAS: dict[str, Callable[[Any], Any]] = {
    "benefit": lambda of: of.benefit_claimed.is_not(None),
    "verified": lambda of: of.benefit_verified.is_not(None),
    "no-papers": lambda of: of.recognition_kind.is_(None),
}
"""What a list may be narrowed to, beside how initiatives stand."""


class Finding:
    """The queries over initiatives, by name."""

    if TYPE_CHECKING:
        id: Any
        unit: Any
        unit_id: Any
        unit_path: Any
        authors: Any
        stage_id: Any
        state: Any
        title: Any
        target_group: Any
        search: Any
        created_at: Any
        desk_unit_id: Any
        desk_since: Any

    @classmethod
    def listed(
        cls,
        path: str,
        *,
        stage: Stage | None = None,
        states: Iterable[str] = (),
        group: int | None = None,
        text: str = "",
        own: bool = False,
        block: str = "",
        has: str = "",
    ) -> sa.Select[Any]:
        """Initiatives of a subtree, or of its top unit alone (`own`), the newest first.

        :param block: of units of that block; "-" of units that are in none
        :param has: a word of `HAS`
        """
        low, high = Scope(path).bounds
        query = sa.select(cls).options(joinedload(cls.unit), selectinload(cls.authors))
        if own:
            query = query.where(cls.unit_path == path)
        else:  # a draft is its unit's own affair until it is handed in
            query = query.where(cls.unit_path >= low, cls.unit_path < high)
            query = query.where(sa.or_(cls.state != State.DRAFT, cls.unit_path == path))
        if stage is not None:
            query = query.where(cls.stage_id == stage.id)
        if states:
            query = query.where(cls.state.in_(list(states)))
        if group is not None:
            query = query.where(cls.target_group == group)
        if block:
            in_block = Unit.block_code == block if block != "-" else Unit.block_code.is_(None)
            units = sa.select(Unit.id).where(Unit.in_subtree(path), in_block)
            query = query.where(cls.unit_id.in_(units))
        if has in HAS:
            query = query.where(HAS[has](cls))
        if text:
            query = query.where(cls.search.contains(fold(text), autoescape=True)).order_by(
                cls.title.icontains(text, autoescape=True).desc()
            )
        return query.order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def on_desk(cls, unit: Unit, state: State) -> sa.Select[Any]:
        """What lies on a unit's desk in one state, oldest first: one index range."""
        return (
            sa.select(cls)
            .where(cls.desk_unit_id == unit.id, cls.state == state)
            .options(joinedload(cls.unit), selectinload(cls.authors))
            .order_by(cls.desk_since, cls.id)
        )

    @classmethod
    def waiting_on_desk(cls, unit: Unit) -> sa.Select[int]:
        """How many wait there for a word of the unit."""
        return sa.select(sa.func.count(cls.id)).where(
            cls.desk_unit_id == unit.id, cls.state.in_([State.SUBMITTED, State.ENDORSED])
        )

    @classmethod
    def desk_counts(cls, unit: Unit) -> dict[str, int]:
        """How many lie on a unit's desk, by state."""
        rows = db.session.execute(
            sa.select(cls.state, sa.func.count())
            .where(cls.desk_unit_id == unit.id)
            .group_by(cls.state)
        )
        return dict(rows.all())
