"""Units: what they are called, where they lie, and what may be done with them."""

import datetime as dt
from typing import Any, Self

import sqlalchemy as sa
from blinker import Signal
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, db
from app.tenancy import PATH_TYPE, STEP, Scope, SeenFromBelow
from app.units.clusters import Cluster
from app.units.joining import InClusters
from app.units.kinds import Block, Kind
from app.units.places import Place, UnitAlias
from app.units.refusals import CannotMove, CodeTaken, StillHasChildren
from app.units.serials import serial
from app.vietnamese import fold, name_key

rooted = Signal()  # sender: the root of an empty house, `at`: since when
closed = Signal()  # sender: the unit that has ended its work, `at`
line_reads: list[Any] = []  # loader options of rooms that have something read with each `line`
moved = Signal()  # sender: the unit, `under`: the unit it lies directly under now, `old_path`

REBLOCKED = sa.column("block_summed").is_distinct_from(sa.column("block_code"))


class Unit(InClusters, SeenFromBelow, Base):
    """A union at any level. It keeps its id for ever; `path` is today's place in the tree."""

    __tablename__ = "unit"
    __identity__ = True
    __table_args__ = (
        sa.UniqueConstraint("id", "path"),
        sa.Index("ix_unit_kind", "kind_code", "path", "closed_on", "member_count"),
        sa.Index(
            "ix_unit_reblocked",
            "id",
            sqlite_where=REBLOCKED,
            postgresql_where=REBLOCKED,
        ),
    )
    id: Mapped[Id]
    path: Mapped[str] = mapped_column(PATH_TYPE, unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    search: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    kind_code: Mapped[str]
    block_code: Mapped[str | None]
    block_summed: Mapped[str | None]  # the one it is added up in above; `initiatives` keeps it
    sector: Mapped[str | None]
    ownership: Mapped[str | None]
    area: Mapped[str | None]
    has_party_committee: Mapped[bool] = mapped_column(default=False)
    member_count: Mapped[int | None]
    opened_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    cluster_id: Mapped[int | None] = mapped_column(index=True)
    children_ever: Mapped[int] = mapped_column(default=0)

    unit_path = orm.synonym("path")
    kind: Mapped[Kind | None] = relationship(
        primaryjoin=lambda: orm.foreign(Unit.kind_code) == Kind.code, viewonly=True
    )
    block: Mapped[Block | None] = relationship(
        primaryjoin=lambda: orm.foreign(Unit.block_code) == Block.code, viewonly=True
    )
    cluster: Mapped[Cluster | None] = relationship(
        primaryjoin=lambda: orm.foreign(Unit.cluster_id) == Cluster.id, viewonly=True
    )

    # --- where it lies ---

    @property
    def level(self) -> int:
        """Steps from the root, which is 0."""
        return len(self.path) // STEP - 1

    @property
    def parent_path(self) -> str | None:
        return self.path[:-STEP] or None

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    def was_open(self, day: dt.date) -> bool:
        """Whether the unit still worked at the end of `day`."""
        return self.closed_on is None or self.closed_on > day

    def parent(self) -> "Unit | None":
        """The unit above, if the scope sees it."""
        return db.session.scalar(sa.select(Unit).where(Unit.path == self.parent_path))

    # --- queries ---

    @classmethod
    def line(cls, path: str) -> "list[Unit]":
        """The unit at `path` and all above it, from the root down."""
        paths = [*Scope(path).ancestors, path]
        query = (
            sa.select(cls)
            .where(cls.path.in_(paths))
            .order_by(cls.path)
            .options(*cls.described(), *line_reads)
        )
        return list(db.session.scalars(query))

    @classmethod
    def described(cls) -> tuple[Any, ...]:
        """Loader options for units that are shown with their kind, block and cluster."""
        return orm.joinedload(cls.kind), orm.joinedload(cls.block), orm.joinedload(cls.cluster)

    @classmethod
    def by_code(cls, code: str) -> "Unit | None":
        return db.session.scalar(sa.select(cls).where(cls.code == code))

    @classmethod
    def by_name(cls, name: str) -> "Unit | None":
        """The one open unit called so, by its name or another it is known by; None if unclear."""
        key = name_key(name)
        known = sa.select(UnitAlias.unit_id).where(UnitAlias.key == key)
        found = db.session.scalars(
            sa.select(cls)
            .where(cls.closed_on.is_(None), sa.or_(cls.name_key == key, cls.id.in_(known)))
            .limit(2)
        ).all()
        return found[0] if len(found) == 1 else None

    def children(self) -> sa.Select["Unit"]:
        """The open units directly under this one, by name."""
        low, high = Scope(self.path).bounds
        return (
            sa.select(Unit)
            .where(
                Unit.path > low,
                Unit.path < high,
                sa.func.length(Unit.path) == len(self.path) + STEP,
                Unit.closed_on.is_(None),
            )
            .options(*Unit.described())
            .order_by(Unit.path)
        )

    def below(self, text: str = "") -> sa.Select["Unit"]:
        """The open units of the subtree whose name, code or short name holds `text`.

        Found without marks; what matches the marks as typed comes first.
        """
        low, high = Scope(self.path).bounds
        query = sa.select(Unit).where(Unit.path > low, Unit.path < high, Unit.closed_on.is_(None))
        query = query.options(*Unit.described())
        if text:
            query = query.where(Unit.search.contains(fold(text), autoescape=True)).order_by(
                Unit.name.contains(text, autoescape=True).desc()
            )
        return query.order_by(Unit.path)

    @classmethod
    def in_subtree(cls, path: str) -> sa.ColumnElement[bool]:
        """The condition of lying at `path` or below."""
        low, high = Scope(path).bounds
        return sa.and_(cls.path >= low, cls.path < high)

    # --- verbs ---

    @classmethod
    def open_root(cls, *, code: str, name: str, kind: str, at: dt.datetime, **facts: Any) -> Self:
        """The root of the tree; the one unit that nobody opens."""
        unit = cls(path=serial(1), code=code, kind_code=kind, **facts)
        unit._call(name)
        db.session.add(unit)
        db.session.flush()
        Place.begin(unit, None, day=clock.day_of(at))
        rooted.send(unit, at=at)
        return unit

    def open_child(
        self, *, code: str, name: str, kind: str, by: int | None, at: dt.datetime, **facts: Any
    ) -> "Unit":
        """A new unit directly under this one.

        :param facts: further columns; `opened_on` is the day of `at` if not given
        :raises CodeTaken: some unit, perhaps out of sight, has the code
        """
        opened_on = facts.pop("opened_on", None) or clock.day_of(at)
        facts["block_summed"] = facts.get("block_code")
        unit = Unit(path=self._next_path(), code=code, kind_code=kind, opened_on=opened_on, **facts)
        unit._call(name)
        try:
            with db.session.begin_nested():
                db.session.add(unit)
        except sa.exc.IntegrityError as error:
            raise CodeTaken() from error
        Place.begin(unit, self, day=opened_on)
        journal.record("unit.open", unit, by=by, at=at)
        return unit

    def rename(self, name: str, *, by: int | None, at: dt.datetime) -> None:
        """Call the unit by a new name; lists still find it by the old one."""
        if name == self.name:
            return
        UnitAlias.remember(self, self.name)
        self._call(name)
        journal.record("unit.rename", self, by=by, at=at, fields=["name"])

    def describe(self, *, by: int | None, at: dt.datetime, **facts: Any) -> None:
        """Write down what the unit is: `block_code`, `member_count`, `cluster_id`."""
        changed = [name for name, value in facts.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, facts[name])
        if changed:
            journal.record("unit.describe", self, by=by, at=at, fields=sorted(changed))

    def move(
        self, under: "Unit", *, by: int | None, at: dt.datetime, document: str | None = None
    ) -> None:
        """Put the unit and all below it under another one; its history stays where it was.

        :raises CannotMove: `under` is the unit itself or below it
        """
        if Scope(self.path).holds(under.path):
            raise CannotMove()
        if self.parent_path == under.path:
            return
        old, new = self.path, under._next_path()
        Place.end(self, day=clock.day_of(at))
        Place.begin(self, under, day=clock.day_of(at), document=document)
        journal.record("unit.move", self, by=by, at=at, fields=["path"])
        db.session().relocate(old, new)
        self._leave_clusters(by=by, at=at)
        moved.send(self, under=under, old_path=old)

    def close(self, *, by: int | None, at: dt.datetime, successor: "Unit | None" = None) -> None:
        """End the unit's work, perhaps merged into a successor.

        :raises StillHasChildren: open units lie under it
        """
        if not self.is_open:
            return
        if db.session.scalar(sa.select(self.children().exists())):
            raise StillHasChildren()
        self.closed_on = clock.day_of(at)
        self.successor_id = successor.id if successor else None
        Place.end(self, day=clock.day_of(at))
        journal.record("unit.close", self, by=by, at=at, fields=["closed_on"])
        closed.send(self, at=at)

    def _call(self, name: str) -> None:
        self.name = name
        self.short_name = self.short_name or name
        self.name_key = name_key(name)
        self.search = fold(f"{self.name} {self.short_name} {self.code}")

    def _next_path(self) -> str:
        """A path for one more child; the counter's row is held until the commit."""
        count = db.session.scalar(
            sa.select(Unit.children_ever).where(Unit.id == self.id).with_for_update()
        )
        self.children_ever = (count or 0) + 1
        db.session.flush()
        return self.path + serial(self.children_ever)
