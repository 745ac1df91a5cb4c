"""What somebody has chosen at a desk, kept on the server: paging and other devices lose nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Id, db, insert_missing
from app.initiatives import Initiative, State
from app.reviews.refusals import TooManyChosen
from app.tenancy import Own, owned_by
from app.units import Unit

MOST = 5000
"""Chosen at once, by one account at one desk."""

CHOSEN, WAITING, CHANGED, LEFT = "chosen", "waiting", "changed", "left"
UNDONE, KEPT = "undone", "kept"
OPEN = (State.SUBMITTED, State.ENDORSED)


class Pick(Own, Base):
    """An initiative chosen at the desk of this unit; in a run, also what became of it there.

    `version` is the initiative's as it was read. In a run, `state` tells whether it waits, was
    changed (`outcome`, `review_id`) or left as it was, was undone or could not be; `refusal` why.
    """

    __tablename__ = "review_pick"
    __parents__ = {"run_id": "review_run"}
    __table_args__ = (
        sa.Index(
            "uq_review_pick_chosen",
            *("unit_id", "account_id", "initiative_id"),
            unique=True,
            sqlite_where=sa.column("run_id").is_(None),
            postgresql_where=sa.column("run_id").is_(None),
        ),
        sa.Index("ix_review_pick_run", "run_id", "state", "id"),
    )
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiative.id"), index=True)
    version: Mapped[int]
    run_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=CHOSEN)
    outcome: Mapped[str | None]
    review_id: Mapped[int | None]
    refusal: Mapped[str | None]

    initiative: Mapped[Initiative | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Pick.initiative_id) == Initiative.id, viewonly=True
    )

    def became(self, state: str, *, why: Any = None, review: Any = None) -> None:
        """Note what a run made of it."""
        self.state, self.refusal = state, str(why) if why else None
        if review is not None:
            self.outcome, self.review_id = review.outcome, review.id


@dataclass(frozen=True)
class Selection:
    """What one account has chosen at one desk and not yet decided."""

    desk: Unit
    account_id: int

    @property
    def count(self) -> int:
        """How many there are."""
        return db.session.scalar(self._of(sa.select(sa.func.count(Pick.id)))) or 0

    @property
    def mark(self) -> str:
        """Changes whenever the selection does: what was shown is what is decided."""
        return _mark(self._of(sa.select(*SUMS)))

    def among(self, ids: Collection[int]) -> set[int]:
        """Which of some initiatives are chosen."""
        chosen = self._of(sa.select(Pick.initiative_id))
        return set(db.session.scalars(chosen.where(Pick.initiative_id.in_(ids))))

    def listing(self) -> sa.Select[Any]:
        """The initiatives' ids in one text, so that a page asks for it beside something else."""
        ids = sa.cast(Pick.initiative_id, sa.Text)
        return cast("sa.Select[Any]", self._of(sa.select(sa.func.aggregate_strings(ids, ","))))

    def picks(self) -> sa.Select[Any]:
        """The rows, as they were chosen."""
        return self._of(sa.select(Pick)).order_by(Pick.id)

    # --- verbs; each may be done twice ---

    def keep(self, shown: Mapping[int, int], ticked: Collection[int]) -> None:
        """Of what a page showed (id → version read), choose what is ticked, drop the rest."""
        self.drop([number for number in shown if number not in ticked])
        wanted = [number for number in ticked if number in shown]
        query = sa.select(Initiative.id).where(
            Initiative.id.in_(wanted),
            Initiative.desk_unit_id == self.desk.id,
            Initiative.state.in_(OPEN),
        )
        self._add({number: shown[number] for number in db.session.scalars(query)})

    def add_all(self, listed: sa.Select[Any]) -> None:
        """Choose everything that a list of this desk's queue holds, on all its pages.

        :param listed: a select of initiatives
        :raises TooManyChosen: they are more than one takes in at a glance
        """
        query = (
            sa.select(Initiative.id, Initiative.version)
            .where(Initiative.id.in_(listed.with_only_columns(Initiative.id).order_by(None)))
            .where(Initiative.desk_unit_id == self.desk.id, Initiative.state.in_(OPEN))
            .order_by(Initiative.desk_since, Initiative.id)
            .limit(MOST + 1)
        )
        self._add({row.id: row.version for row in db.session.execute(query)})

    def drop(self, ids: Collection[int]) -> None:
        """Choose them no longer."""
        if ids:
            db.session.execute(self._of(sa.delete(Pick)).where(Pick.initiative_id.in_(ids)))

    def clear(self) -> None:
        """Choose nothing."""
        db.session.execute(self._of(sa.delete(Pick)))

    def take(self, run_id: int) -> int:
        """Hand all of it over to a run; how many there were."""
        taken = self._of(sa.update(Pick)).values(run_id=run_id, state=WAITING)
        result: Any = db.session.execute(taken)
        return int(result.rowcount)

    def _add(self, versions: Mapping[int, int]) -> None:
        if self.count + len(versions) > MOST and len(self.among(versions)) < len(versions):
            raise TooManyChosen()
        whose = {**owned_by(self.desk), "account_id": self.account_id, "state": CHOSEN}
        rows = [
            {**whose, "initiative_id": number, "version": version}
            for number, version in versions.items()
        ]
        insert_missing(Pick, rows)

    def _of(self, statement: Any) -> Any:
        return statement.where(
            Pick.unit_id == self.desk.id,
            Pick.account_id == self.account_id,
            Pick.run_id.is_(None),
        )


SUMS = (sa.func.count(Pick.id), sa.func.max(Pick.id), sa.func.sum(Pick.id))


def mark_of(run_id: int) -> str:
    """The mark of the selection that a run was made of."""
    return _mark(sa.select(*SUMS).where(Pick.run_id == run_id))


def _mark(query: Any) -> str:
    return "-".join(str(number or 0) for number in db.session.execute(query).one())
