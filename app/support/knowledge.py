"""What is known already: canned answers and pages that upper units write for all below them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app import journal
from app.db import Base, Id, Prose, db
from app.support.looked import LookedFor
from app.support.states import OBSTACLES, Obstacle
from app.tenancy import HandedDown, Scope, owned_by
from app.units import Unit
from app.vietnamese import fold

SUGGESTED = 5


class Kept(HandedDown):
    """A text that a unit keeps for itself and those below, until it takes it away."""

    removed_at: Mapped[dt.datetime | None]

    @classmethod
    def in_line(cls: Any, unit: Unit) -> sa.Select[Any]:
        """Those that hold at a unit, its own first."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = sa.select(cls).where(cls.unit_path.in_(line), cls.removed_at.is_(None))
        return query.order_by(cls.unit_path.desc(), cls.id)

    @classmethod
    def find(cls: Any, unit: Unit, row_id: int) -> Any:
        """One that this very unit keeps."""
        query = sa.select(cls).where(cls.id == row_id, cls.unit_id == unit.id)
        return db.session.scalar(query.where(cls.removed_at.is_(None)))


class CannedAnswer(Kept, Base):
    """An answer that is given often (mẫu trả lời)."""

    __tablename__ = "canned_answer"
    id: Mapped[Id]
    category: Mapped[str | None]
    name: Mapped[Prose]
    text: Mapped[Prose]

    @classmethod
    def keep(
        cls, unit: Unit, name: str, text: str, category: str | None, *, by: int, at: dt.datetime
    ) -> "CannedAnswer":
        """Keep an answer under a name; said again under the same name it is written anew."""
        query = sa.select(cls).where(cls.unit_id == unit.id, cls.name == name)
        found = db.session.scalar(query.where(cls.removed_at.is_(None)))
        kept = found or cls(**owned_by(unit), name=name)
        kept.text, kept.category = text, category
        db.session.add(kept)
        journal.record("canned_answer.keep", kept, by=by, at=at, fields=["text"])
        return kept

    def remove(self, *, by: int, at: dt.datetime) -> None:
        """Take it away; a second time changes nothing."""
        if self.removed_at is None:
            self.removed_at = at
            journal.record("canned_answer.remove", self, by=by, at=at)


class Article(LookedFor, Kept, Base):
    """A page of the knowledge base."""

    __tablename__ = "article"
    __looked_for__ = ("title", "text")
    id: Mapped[Id]
    category: Mapped[str | None]
    title: Mapped[Prose]
    text: Mapped[Prose]
    written_at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Article.unit_id) == Unit.id, viewonly=True
    )

    @classmethod
    def shown(cls) -> tuple[Any, ...]:
        """Loader options for pages that are shown with who wrote them."""
        return (sa.orm.joinedload(cls.unit),)

    @classmethod
    def publish(
        cls, unit: Unit, title: str, text: str, category: str | None, *, by: int, at: dt.datetime
    ) -> "Article":
        """Write a page for a unit and all below."""
        made = cls(**owned_by(unit))
        made._say(title, text, category, at)
        db.session.add(made)
        journal.record("article.publish", made, by=by, at=at)
        return made

    def rewrite(
        self, title: str, text: str, category: str | None, *, by: int, at: dt.datetime
    ) -> None:
        if (self.title, self.text, self.category) != (title, text, category):
            self._say(title, text, category, at)
            journal.record("article.rewrite", self, by=by, at=at, fields=["title", "text"])

    def remove(self, *, by: int, at: dt.datetime) -> None:
        """Take it away; a second time changes nothing."""
        if self.removed_at is None:
            self.removed_at = at
            journal.record("article.remove", self, by=by, at=at)

    def _say(self, title: str, text: str, category: str | None, at: dt.datetime) -> None:
        self.title, self.text, self.category, self.written_at = title, text, category, at

    @classmethod
    def suggested(cls, unit: Unit, typed: str, category: str | None = None) -> "list[Article]":
        """Pages that may spare a question: those with most of its words, then of its category."""
        words = sorted({word for word in fold(typed).split() if len(word) > 2})[:12]
        hits = sum(
            (sa.case((cls.search.contains(word, autoescape=True), 1), else_=0) for word in words),
            sa.literal(0),
        )
        same = sa.case((cls.category == category, 1), else_=0) if category else sa.literal(0)
        query = cls.in_line(unit).options(sa.orm.joinedload(cls.unit))
        query = query.where(hits + same > 0).order_by(None)
        query = query.order_by((hits + same).desc(), cls.unit_path.desc(), cls.id)
        return list(db.session.scalars(query.limit(SUGGESTED)))


class ObstacleAnswer(HandedDown, Base):
    """What a unit says once to all below that are obstructed in the same way."""

    __tablename__ = "obstacle_answer"
    id: Mapped[Id]
    obstacle: Mapped[str]
    text: Mapped[Prose]
    signed_by: Mapped[str]
    by_id: Mapped[int | None]
    at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(ObstacleAnswer.unit_id) == Unit.id, viewonly=True
    )

    @property
    def obstacle_words(self) -> str:
        return str(OBSTACLES[Obstacle(self.obstacle)])

    @classmethod
    def in_line(cls, unit: Unit, obstacle: str | None = None) -> "list[ObstacleAnswer]":
        """Those that hold at a unit, the newest first."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = sa.select(cls).where(cls.unit_path.in_(line), cls.removed_at.is_(None))
        query = query.where(cls.obstacle == obstacle) if obstacle else query
        query = query.options(sa.orm.joinedload(cls.unit))
        return list(db.session.scalars(query.order_by(cls.at.desc(), cls.id.desc())))

    @classmethod
    def find(cls, unit: Unit, answer_id: int) -> "ObstacleAnswer | None":
        """One that holds at a unit."""
        line = [*Scope(unit.path).ancestors, unit.path]
        query = sa.select(cls).where(cls.id == answer_id, cls.unit_path.in_(line))
        return db.session.scalar(query.where(cls.removed_at.is_(None)))

    @classmethod
    def give(
        cls, unit: Unit, obstacle: str, text: str, *, by: int, signed_by: str, at: dt.datetime
    ) -> "ObstacleAnswer":
        """Answer all below at once; the same words again change nothing."""
        said = {"unit_id": unit.id, "obstacle": obstacle, "text": text, "removed_at": None}
        found = db.session.scalar(sa.select(cls).filter_by(**said))
        if found is not None:
            return found
        told = {"obstacle": obstacle, "text": text, "by_id": by, "signed_by": signed_by, "at": at}
        made = cls(**owned_by(unit), **told)
        db.session.add(made)
        journal.record("obstacle_answer.give", made, by=by, at=at)
        return made

    def take_back(self, *, by: int, at: dt.datetime) -> None:
        """Show it no longer; a second time changes nothing."""
        if self.removed_at is None:
            self.removed_at = at
            journal.record("obstacle_answer.take-back", self, by=by, at=at)
