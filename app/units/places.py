"""What a unit leaves behind as time goes by: its places in the tree and its other names."""

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Id, Prose, db
from app.tenancy import Own, owned_by
from app.vietnamese import name_key

if TYPE_CHECKING:
    from app.units.models import Unit


class Place(Own, Base):
    """Where a unit lay, from `since` until before `until`. These rows are the tree."""

    __tablename__ = "place"
    id: Mapped[Id]
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    since: Mapped[dt.date]
    until: Mapped[dt.date | None]
    document: Mapped[Prose | None]

    @classmethod
    def begin(
        cls, unit: "Unit", parent: "Unit | None", *, day: dt.date, document: str | None = None
    ) -> None:
        db.session.add(
            cls(
                **owned_by(unit),
                parent_id=parent.id if parent else None,
                since=day,
                document=document,
            )
        )

    @classmethod
    def end(cls, unit: "Unit", *, day: dt.date) -> None:
        db.session.execute(
            sa.update(cls).where(cls.unit_id == unit.id, cls.until.is_(None)).values(until=day)
        )

    @classmethod
    def under(cls, parent_id: int, day: dt.date) -> sa.Select[int]:
        """The ids of the units directly under one at the end of `day`."""
        return cls._standing(day).where(cls.parent_id == parent_id).with_only_columns(cls.unit_id)

    @classmethod
    def branches_at(cls, top_id: int, day: dt.date) -> sa.CTE:
        """The unit and all below it at the end of `day`: `unit_id`, and as `branch` the child of
        the unit that it lay at or below; of the unit itself, itself."""
        place = cls._standing(day).with_only_columns(cls.unit_id, cls.parent_id).subquery()
        tree = sa.select(
            sa.literal(top_id).label("unit_id"), sa.literal(top_id).label("branch")
        ).cte("branches", recursive=True)
        branch = sa.case((tree.c.unit_id == top_id, place.c.unit_id), else_=tree.c.branch)
        below = sa.select(place.c.unit_id, branch).join_from(
            tree, place, place.c.parent_id == tree.c.unit_id
        )
        return tree.union_all(below)

    @classmethod
    def moved_since(cls, day: dt.date, most: int) -> sa.Subquery:
        """Some of the units that have moved since the end of `day`, as far as they are seen:
        `unit_path` today, and `parent_id`, under which they lay that day."""
        later = sa.orm.aliased(cls)
        moved = sa.select(later.unit_path).where(later.since > day, later._overtakes()).distinct()
        paths = moved.limit(most).subquery()
        then = sa.and_(cls.unit_path == paths.c.unit_path, cls._stands(day))
        query = sa.select(cls.unit_path, cls.parent_id).select_from(paths)
        return query.outerjoin(cls, then).subquery()  # so that each is found by its path

    @classmethod
    def _standing(cls, day: dt.date) -> sa.Select["Place"]:
        """The place of each unit at the end of `day`: of several the latest one.

        The first place holds for the time before it, too: figures may be older than the tree, and
        none may be lost. A unit that was closed by then still lies where it lay last.
        """
        return sa.select(cls).where(cls._stands(day))

    @classmethod
    def _stands(cls, day: dt.date) -> sa.ColumnElement[bool]:
        later = sa.orm.aliased(cls)
        overtaken = sa.exists().where(
            later.unit_path == cls.unit_path, later.since <= day, _is_later(later, cls)
        )
        return sa.and_(sa.or_(cls.since <= day, ~cls._overtakes()), ~overtaken)

    @classmethod
    def _overtakes(cls) -> sa.ColumnElement[bool]:
        """Whether the unit has an earlier place. An index finds it by its path, under which all
        places of a unit lie."""
        earlier = sa.orm.aliased(cls)
        return sa.exists().where(earlier.unit_path == cls.unit_path, _is_later(cls, earlier))


def _is_later(one: type[Place], other: type[Place]) -> sa.ColumnElement[bool]:
    same_day = sa.and_(one.since == other.since, one.id > other.id)
    return sa.or_(one.since > other.since, same_day)


class UnitAlias(Own, Base):
    """Another name under which lists know a unit: an old one, or one spelt otherwise."""

    __tablename__ = "unit_alias"
    __table_args__ = (sa.UniqueConstraint("unit_id", "key"),)
    id: Mapped[Id]
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)

    @classmethod
    def remember(cls, unit: "Unit", name: str) -> None:
        """Keep `name` for `unit`; remembering twice changes nothing."""
        known = sa.select(cls.id).where(cls.unit_id == unit.id, cls.key == name_key(name))
        if db.session.scalar(known) is None:
            db.session.add(cls(**owned_by(unit), name=name, key=name_key(name)))
