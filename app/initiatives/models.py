"""An initiative and what may be done with it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, db
from app.initiatives.people import Author, Identified, Person
from app.initiatives.receipts import new_code
from app.initiatives.states import (
    COUNTED,
    EDITABLE,
    MOVES,
    PENDING,
    RECOGNITIONS,
    WAYS,
    WORDS,
    Act,
    Recognition,
    State,
    Way,
)
from app.initiatives.tallies import Move, count
from app.programmes import Stage, Window
from app.tenancy import Own, Scope, owned_by, part_of
from app.units import Unit
from app.vietnamese import fold
from app.web.errors import Refused

SUMMARY_MOST = 2000
TITLE_MOST = 300


class CannotDoNow(Refused):
    """The state allows no such act; somebody else was probably quicker."""

    message = _l("Sáng kiến vừa được xử lý hoặc không còn ở trạng thái cho phép làm việc này.")


class TooLate(Refused):
    message = _l("Đã hết hạn nộp của giai đoạn này.")


class TooEarly(TooLate):
    message = _l("Giai đoạn này chưa đến ngày nhận đăng ký.")


class Initiative(Own, Base):
    """An initiative of a unit. `desk_unit_id` is the unit in whose hands it lies."""

    __tablename__ = "initiative"
    __has_parts__ = True
    __table_args__ = (
        sa.Index("ix_initiative_desk", "desk_unit_id", "state", "desk_since"),
        sa.Index("ix_initiative_list", "stage_id", "state", "unit_path"),
    )
    id: Mapped[Id]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str]
    target_group: Mapped[int]
    applied_on: Mapped[dt.date | None]
    applied_precision: Mapped[str] = mapped_column(default="day")
    recognised_on: Mapped[dt.date | None]
    recognition_kind: Mapped[str | None]
    recognition_number: Mapped[str | None]
    recognition_issuer: Mapped[str | None]
    benefit_claimed: Mapped[int | None] = mapped_column(sa.BigInteger)
    benefit_verified: Mapped[int | None] = mapped_column(sa.BigInteger)
    link: Mapped[str | None]
    way: Mapped[str]
    state: Mapped[str]
    desk_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    desk_since: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    search: Mapped[str]

    stage: Mapped[Stage] = relationship()
    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Initiative.unit_id) == Unit.id, viewonly=True
    )
    desk: Mapped[Unit | None] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Initiative.desk_unit_id) == Unit.id, viewonly=True
    )
    authors: Mapped[list[Author]] = relationship(
        primaryjoin=lambda: Initiative.id == sa.orm.foreign(Author.initiative_id),
        order_by=Author.position,
        viewonly=True,
    )
    moves: Mapped[list[Move]] = relationship(
        primaryjoin=lambda: Initiative.id == sa.orm.foreign(Move.initiative_id),
        order_by=Move.id,
        viewonly=True,
    )

    # --- how it stands ---

    @property
    def status(self) -> tuple[str, str]:
        """The state in words, and the kind of its chip."""
        word, kind = WORDS[State(self.state)]
        return str(word), kind

    @property
    def author_names(self) -> str:
        return ", ".join(author.full_name for author in self.authors)

    @property
    def created_on(self) -> dt.date:
        return clock.day_of(self.created_at)

    @property
    def submitted_on(self) -> dt.date | None:
        return clock.day_of(self.submitted_at) if self.submitted_at else None

    @property
    def way_words(self) -> str:
        return str(WAYS[Way(self.way)])

    @property
    def recognition_words(self) -> str | None:
        kind = self.recognition_kind
        return str(RECOGNITIONS[Recognition(kind)]) if kind else None

    @property
    def can_be_edited(self) -> bool:
        return self.state in EDITABLE

    @property
    def lacks(self) -> list[str]:
        """Names of the fields of a complete file that are empty ("thiếu hồ sơ")."""
        wanted = ("recognition_kind", "recognised_on", "benefit_claimed")
        return [name for name in wanted if getattr(self, name) is None]

    def may(self, act: Act) -> bool:
        """Whether the state allows an act."""
        return State(self.state) in MOVES[act][0]

    # --- queries ---

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
    ) -> sa.Select["Initiative"]:
        """Initiatives of a subtree, or of its top unit alone (`own`), the newest first."""
        low, high = Scope(path).bounds
        query = sa.select(cls).options(joinedload(cls.unit), joinedload(cls.authors))
        if own:
            query = query.where(cls.unit_path == path)
        else:
            query = query.where(cls.unit_path >= low, cls.unit_path < high)
        if stage is not None:
            query = query.where(cls.stage_id == stage.id)
        if states:
            query = query.where(cls.state.in_(list(states)))
        if group is not None:
            query = query.where(cls.target_group == group)
        if text:
            query = query.where(cls.search.contains(fold(text), autoescape=True)).order_by(
                cls.title.icontains(text, autoescape=True).desc()
            )
        return query.order_by(cls.created_at.desc(), cls.id.desc())

    @classmethod
    def on_desk(cls, unit: Unit, state: State) -> sa.Select["Initiative"]:
        """What lies on a unit's desk in one state, oldest first: one index range."""
        return (
            sa.select(cls)
            .where(cls.desk_unit_id == unit.id, cls.state == state)
            .options(joinedload(cls.unit), joinedload(cls.authors))
            .order_by(cls.desk_since, cls.id)
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

    # --- verbs ---

    @classmethod
    def draft(
        cls,
        unit: Unit,
        stage: Stage,
        *,
        authors: Sequence[Identified],
        way: Way,
        by: int | None,
        at: dt.datetime,
        **facts: Any,
    ) -> "Initiative":
        """Write an initiative down at a unit; nothing is counted yet.

        :param authors: the author first, then co-authors
        :param facts: title, summary, target_group and further columns
        """
        initiative = cls(
            **owned_by(unit),
            stage=stage,
            code=new_code(unit.id),
            way=way.value,
            state=State.DRAFT.value,
            desk_unit_id=unit.id,
            desk_since=at,
            created_at=at,
            search="",
            **facts,
        )
        db.session.add(initiative)
        db.session.flush()
        initiative._sign(unit, authors)
        journal.record("initiative.draft", initiative, by=by, at=at)
        return initiative

    def amend(
        self, *, authors: Sequence[Identified], by: int, at: dt.datetime, **facts: Any
    ) -> None:
        """Change what is written, while it is a draft or returned.

        :raises CannotDoNow: it lies in other hands
        """
        if not self.can_be_edited:
            raise CannotDoNow()
        if facts.get("applied_on") == self.applied_on:  # a form knows days, not how exact they are
            facts.pop("applied_precision", None)
        changed = [name for name, value in facts.items() if getattr(self, name) != value]
        recount = "target_group" in changed and self.state in COUNTED
        if recount:
            self._count(self.state, None, by=by, at=at)
        for name in changed:
            setattr(self, name, facts[name])
        if recount:
            self._count(None, self.state, by=by, at=at)
        self._sign(self.unit, authors)
        journal.record("initiative.amend", self, by=by, at=at, fields=changed)

    def submit(self, window: Window, *, by: int | None, at: dt.datetime) -> None:
        """Hand it in: to the chair of a grassroots union, else to the unit's own desk.

        What is handed in already stays where it lies: a second click changes nothing.

        :param window: its stage as the unit sees it
        :raises TooLate: the window is not open; what was returned may still come back
        """
        if self.state in PENDING:
            return
        if self.state == State.DRAFT and not window.is_open(at):
            raise TooLate() if at > window.deadline else TooEarly()
        self._move(Act.SUBMIT, to_desk=self.unit_id, by=by, at=at)
        self.submitted_at = self.submitted_at or at
        if not self._needs_confirming:
            self._move(Act.ENDORSE, to_desk=self.unit_id, by=by, at=at)

    def endorse(self, *, by: int | None, at: dt.datetime) -> None:
        """Confirm it at the grassroots union and hand it up to the unit above."""
        parent = self.unit.parent()
        self._move(Act.ENDORSE, to_desk=parent.id if parent else self.unit_id, by=by, at=at)

    def accept(self, *, by: int, at: dt.datetime) -> None:
        """Decide that it is valid."""
        self._move(Act.ACCEPT, to_desk=None, by=by, at=at)

    def reject(self, *, by: int, at: dt.datetime) -> None:
        """Decide that it is invalid; `reviews` keeps the reasons."""
        self._move(Act.REJECT, to_desk=None, by=by, at=at)

    def send_back(self, *, by: int, at: dt.datetime) -> None:
        """Ask its unit to amend it; `reviews` keeps the reasons."""
        self._move(Act.RETURN, to_desk=self.unit_id, by=by, at=at)

    def withdraw(self, *, by: int, at: dt.datetime) -> None:
        """Take it back before it is decided."""
        self._move(Act.WITHDRAW, to_desk=None, by=by, at=at)

    # --- the one way to change a counted fact ---

    @property
    def _needs_confirming(self) -> bool:
        return bool(self.unit.kind and self.unit.kind.grassroots)

    def _move(self, act: Act, *, to_desk: int | None, by: int | None, at: dt.datetime) -> bool:
        """Go through a move of the table; False when it was gone through before (a double click).

        :raises CannotDoNow: the state allows no such act
        """
        allowed, target = MOVES[act]
        if self.state == target:
            return False
        if State(self.state) not in allowed:
            raise CannotDoNow()
        before, self.state = self.state, target.value
        self.desk_unit_id, self.desk_since = to_desk, at
        self._count(before, target.value, by=by, at=at)
        journal.record(f"initiative.{act.value}", self, by=by, at=at, fields=["state"])
        return True

    def _count(
        self, before: str | None, after: str | None, *, by: int | None, at: dt.datetime
    ) -> None:
        """Write a move in the cell it lies in now, and add it to the sums."""
        move = Move(
            **part_of(self),
            initiative_id=self.id,
            stage_id=self.stage_id,
            target_group=self.target_group,
            from_state=before,
            to_state=after,
            benefit_before=self.benefit_claimed,
            benefit_after=self.benefit_claimed,
            at=at,
            by_id=by,
        )
        db.session.add(move)
        db.session.flush()
        db.session.expire(self, ["moves"])
        count(move)

    def _sign(self, unit: Unit, authors: Sequence[Identified]) -> None:
        """Set who wrote it, and with it what a search finds."""
        db.session.execute(sa.delete(Author).where(Author.initiative_id == self.id))
        for position, said in enumerate(authors):
            person = Person.of(unit, said)
            db.session.flush()
            db.session.add(
                Author(
                    **part_of(self),
                    initiative_id=self.id,
                    person_id=person.id,
                    full_name=said.full_name,
                    position=position,
                )
            )
        names = " ".join(said.full_name for said in authors)
        self.search = fold(f"{self.title} {self.code} {names}")
        db.session.flush()
        db.session.expire(self, ["authors"])
