"""What is kept of texts for comparing them, and which initiatives were found alike."""

import datetime as dt
from array import array
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import clock
from app.db import Base, Id, Prose, db
from app.initiatives import Initiative, State
from app.similar.likeness import Grams, stock
from app.similar.verdicts import WORDS, Verdict
from app.tenancy import Own, Plain, Scope

TEXT, FILE = "text", "file"
COMPARED = (State.SUBMITTED, State.ENDORSED, State.VALID, State.INVALID, State.RETURNED)
"""A draft is its unit's own affair; what is withdrawn or a duplicate stands in nobody's way."""

WAITING = (State.SUBMITTED, State.ENDORSED, State.RETURNED)


class Commonplace(Plain, Base):
    """Pairs of words that stand in very many initiatives, as numbers; the newest edition counts."""

    __tablename__ = "commonplace"
    id: Mapped[Id]
    edition: Mapped[int] = mapped_column(unique=True)
    counted: Mapped[int]
    pairs: Mapped[bytes]

    @classmethod
    def newest(cls) -> "Commonplace | None":
        return db.session.scalars(sa.select(cls).order_by(cls.edition.desc()).limit(1)).first()

    @classmethod
    def known(cls) -> tuple[int, Grams]:
        """The number of the edition, and its pairs; before the first, what everybody writes."""
        newest = cls.newest()
        if newest is None:
            return 0, stock()
        return newest.edition, frozenset(array("I", newest.pairs))

    @classmethod
    def publish(cls, edition: int, counted: int, pairs: Grams) -> None:
        """The next edition; the older ones go."""
        db.session.execute(sa.delete(cls))
        packed = array("I", sorted(pairs)).tobytes()
        db.session.add(cls(edition=edition, counted=counted, pairs=packed))


class Signature(Own, Base):
    """The digest of an initiative's text under an edition of the commonplaces."""

    __tablename__ = "signature"
    __parents__ = {"initiative_id": "initiative"}
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(unique=True)
    edition: Mapped[int] = mapped_column(index=True)
    digest: Mapped[bytes]


class Print(Own, Base):
    """An attachment that has been looked at for the same file elsewhere."""

    __tablename__ = "file_print"
    __parents__ = {"initiative_id": "initiative"}
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    attachment_id: Mapped[int] = mapped_column(unique=True)
    sha256: Mapped[str] = mapped_column(index=True)


class Similar(Own, Base):
    """An initiative is like another one; the other has such a row, too, at its own unit.

    Both share `key`. Whoever sees one of them only learns how alike it is, and nothing else.
    `added` holds what a merge brought: [[person there, person here]…] and attachments.
    """

    __tablename__ = "likeness"
    __parents__ = {"initiative_id": "initiative"}
    __table_args__ = (
        sa.UniqueConstraint("key", "initiative_id"),
        sa.Index("ix_likeness_open", "verdict", "unit_path", "percent"),
    )
    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str]
    kind: Mapped[str]
    percent: Mapped[int]
    found_at: Mapped[dt.datetime]
    verdict: Mapped[str | None]
    note: Mapped[Prose | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    signed_by: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
    added: Mapped[dict[str, Any]] = mapped_column(default=dict)

    initiative: Mapped[Initiative] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Similar.initiative_id) == Initiative.id, viewonly=True
    )

    @classmethod
    def _shown(cls) -> "sa.Select[Similar]":
        """Rows with all that a page shows of their initiatives."""
        one = joinedload(cls.initiative)
        parts = (Initiative.unit, Initiative.authors, Initiative.desk)
        return sa.select(cls).options(*(one.joinedload(part) for part in parts))

    @property
    def verdict_words(self) -> str:
        return str(WORDS[Verdict(self.verdict)]) if self.verdict else ""

    @property
    def decided_on(self) -> dt.date | None:
        return clock.day_of(self.decided_at) if self.decided_at else None

    @classmethod
    def of(cls, initiative: Initiative) -> list["Similar"]:
        """What an initiative is like, the most alike first."""
        query = cls._shown().where(cls.initiative_id == initiative.id)
        query = query.order_by(cls.percent.desc(), cls.id)
        return list(db.session.scalars(query).unique())

    @classmethod
    def beside(cls, rows: Iterable["Similar"]) -> dict[str, "Similar"]:
        """The other rows of these rows' pairs by key, as far as they are in reach."""
        own = {row.id: row.key for row in rows}
        query = cls._shown().where(cls.key.in_(set(own.values())), cls.id.not_in(own))
        return {row.key: row for row in db.session.scalars(query).unique()}

    @classmethod
    def undecided(cls, path: str, *, kind: str = "", least: int = 0) -> sa.Select[Any]:
        """One row of each undecided pair of a subtree, the most alike first.

        Only pairs of which a side still waits for a word: nothing is to be done about others.
        """
        waits = Initiative.state.in_(WAITING)
        first = (
            sa.select(sa.func.max(cls.id))
            .join(Initiative, Initiative.id == cls.initiative_id)
            .where(cls.verdict.is_(None), waits, *_below(cls, path))
            .group_by(cls.key)
        )
        query = cls._shown().where(cls.id.in_(first), cls.percent >= least)
        if kind:
            query = query.where(cls.kind == kind)
        return query.order_by(cls.percent.desc(), cls.id)

    @classmethod
    def initiatives(cls, path: str, *, kind: str = "", least: int = 0) -> sa.Select[Any]:
        """The initiatives of those pairs as far as they are in the subtree, each once."""
        keys = cls.undecided(path, kind=kind, least=least).order_by(None).with_only_columns(cls.key)
        sides = sa.select(cls.initiative_id).where(cls.key.in_(keys), *_below(cls, path))
        return (
            sa.select(Initiative)
            .where(Initiative.id.in_(sides))
            .order_by(Initiative.unit_path, Initiative.id)
        )


def _below(model: Any, path: str) -> list[Any]:
    low, high = Scope(path).bounds
    return [model.unit_path >= low, model.unit_path < high]
