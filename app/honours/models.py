"""Stories as units write them, and the board at the root, which everybody below reads."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.db import Base, Id, Prose, db
from app.initiatives import Initiative, State
from app.programmes import Stage
from app.tenancy import STEP, HandedDown, Own
from app.units import Unit
from app.vietnamese import rate_text


class Story(Own, Base):
    """What a unit tells of a valid initiative of its subtree, once; published when it says so."""

    __tablename__ = "story"
    __table_args__ = (sa.UniqueConstraint("unit_id", "initiative_id"),)
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiative.id"), index=True)
    title: Mapped[Prose]
    text: Mapped[Prose]
    written_at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    published_at: Mapped[dt.datetime | None]

    initiative: Mapped[Initiative] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Story.initiative_id) == Initiative.id, viewonly=True
    )

    @classmethod
    def of(cls, unit: Unit) -> sa.Select["Story"]:
        """A unit's stories, the newest first."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        with_unit = joinedload(cls.initiative).joinedload(Initiative.unit)
        return query.options(with_unit).order_by(cls.written_at.desc(), cls.id.desc())

    @classmethod
    def hangs(cls) -> sa.ColumnElement[bool]:
        """The condition of standing on the board, of a story joined with its initiative."""
        end = sa.func.substr(cls.unit_path, 1, sa.func.length(cls.unit_path) - 1).concat("/")
        return sa.and_(
            cls.published_at.is_not(None),
            Initiative.state == State.VALID,
            Initiative.unit_path >= cls.unit_path,
            Initiative.unit_path < end,
        )

    @property
    def status(self) -> tuple[str, str]:
        """How it stands: a code for the page, and the kind of its chip."""
        if self.published_at is None:
            return "draft", "mute"
        valid = self.initiative is not None and self.initiative.state == State.VALID
        return ("published", "ok") if valid else ("invalid", "warn")


class Honour(HandedDown, Base):
    """A place on the board: a leading unit in figures, or the copy of a published story.

    Written by jobs alone, at the root; no person is named in it. `name` is a unit's.
    """

    __tablename__ = "honour"
    __table_args__ = (sa.Index("ix_honour_stage", "stage_id", "kind", "position"),)
    id: Mapped[Id]
    kind: Mapped[str]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    name: Mapped[str]
    title: Mapped[Prose | None]
    text: Mapped[Prose | None]
    story_id: Mapped[int | None] = mapped_column(unique=True)
    kind_code: Mapped[str | None]
    position: Mapped[int]
    quota: Mapped[int | None]
    count: Mapped[int | None]
    as_of: Mapped[dt.datetime]

    @property
    def rate(self) -> str:
        """What is valid over the quota, "12,51%"."""
        return rate_text(self.count, self.quota)

    @classmethod
    def on_board(cls, path: str, stage: Stage) -> "list[Honour]":
        """All of a stage, as seen from `path`: leading units by place, stories newest first."""
        query = sa.select(cls).where(cls.unit_path == path[:STEP], cls.stage_id == stage.id)
        order = (cls.kind, cls.position, cls.as_of.desc(), cls.id)
        return list(db.session.scalars(query.order_by(*order)))


class Board(HandedDown, Base):
    """When the leading units of a stage were last counted, and how many more share the last place
    shown: by the code of their kind. It lies at the root."""

    __tablename__ = "honour_board"
    __table_args__ = (sa.UniqueConstraint("unit_id", "stage_id"),)
    id: Mapped[Id]
    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    as_of: Mapped[dt.datetime]
    left_out: Mapped[dict[str, Any]]

    @classmethod
    def of(cls, path: str, stage: Stage) -> "Board | None":
        """The board of a stage as seen from `path`."""
        at_root = cls.unit_path == path[:STEP]
        return db.session.scalar(sa.select(cls).where(at_root, cls.stage_id == stage.id))
