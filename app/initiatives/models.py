"""An initiative and what may be done with it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.db import Base, Id, Prose, db
from app.initiatives.consent import Consent, ConsentWay
from app.initiatives.finding import Finding
from app.initiatives.keys import same_key, searched
from app.initiatives.moving import CannotDoNow, ChangedMeanwhile, Moving
from app.initiatives.on_portal import OnPortal
from app.initiatives.people import Author, Identified, Person
from app.initiatives.receipts import new_code
from app.initiatives.states import (
    COUNTED,
    EDITABLE,
    RECOGNITIONS,
    WAYS,
    WORDS,
    Recognition,
    State,
    Way,
)
from app.initiatives.tallies import Move
from app.programmes import Stage
from app.tenancy import Own, owned_by, part_of
from app.units import Unit
from app.vietnamese import same_name

UNPAPERED = sa.and_(  # unfinished ones that nobody has recognised
    sa.column("recognition_kind").is_(None),
    sa.column("state").in_(["submitted", "endorsed", "returned"]),
)
SUMMARY_MOST = 2000
TITLE_MOST = 300


class Initiative(Moving, Finding, OnPortal, Own, Base):
    """An initiative of a unit. `desk_unit_id` is the unit in whose hands it lies.

    There `desk_person_id` is the account that has taken it on, if anybody; `agreed` of the persons
    that the step asks for find it valid. While it is returned, `sent_back_by_id` is the desk that
    waits for it. `entered_by_id` is the account that wrote it down.

    `entered_by` names the officer who entered it for its author, `source_file` and `source_row`
    the list it stood on. `same_key` finds exact repetitions; `compared` says whether it has been
    looked over for similar ones as it reads now.
    """

    __tablename__ = "initiative"
    __has_parts__ = True
    __table_args__ = (
        sa.Index("ix_initiative_desk", "desk_unit_id", "state", "desk_since"),
        sa.Index("ix_initiative_list", "stage_id", "state", "unit_path"),
        sa.Index(
            "ix_initiative_person",
            "desk_person_id",
            "state",
            "desk_since",
            sqlite_where=sa.column("desk_person_id").is_not(None),
            postgresql_where=sa.column("desk_person_id").is_not(None),
        ),
        sa.Index(
            "ix_initiative_sent_back",
            "sent_back_by_id",
            "desk_since",
            sqlite_where=sa.column("sent_back_by_id").is_not(None),
            postgresql_where=sa.column("sent_back_by_id").is_not(None),
        ),
        sa.Index("ix_initiative_same", "same_key"),
        sa.Index(
            "ix_initiative_unpapered",
            "stage_id",
            "unit_path",
            sqlite_where=UNPAPERED,
            postgresql_where=UNPAPERED,
        ),
        sa.Index("uq_initiative_portal", "stage_id", "portal_code", unique=True),
        sa.Index(
            "ix_initiative_uncompared",
            "id",
            sqlite_where=sa.not_(sa.column("compared", sa.Boolean)),
            postgresql_where=sa.not_(sa.column("compared", sa.Boolean)),
        ),
    )
    id: Mapped[Id]
    version: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": version}

    stage_id: Mapped[int] = mapped_column(sa.ForeignKey("stage.id"))
    code: Mapped[str] = mapped_column(unique=True, insert_sentinel=True)
    title: Mapped[Prose]
    summary: Mapped[Prose]
    target_group: Mapped[int]
    applied_on: Mapped[dt.date | None]
    applied_precision: Mapped[str] = mapped_column(default="day")
    recognised_on: Mapped[dt.date | None]
    recognition_kind: Mapped[str | None]
    recognition_number: Mapped[Prose | None]
    recognition_issuer: Mapped[Prose | None]
    benefit_claimed: Mapped[int | None] = mapped_column(sa.BigInteger)
    benefit_verified: Mapped[int | None] = mapped_column(sa.BigInteger)
    link: Mapped[Prose | None]
    portal_code: Mapped[str | None]
    portal_entered_on: Mapped[dt.date | None]
    way: Mapped[str]
    entered_by: Mapped[str | None]
    entered_by_id: Mapped[int | None]
    source_file: Mapped[Prose | None]
    source_row: Mapped[int | None]
    state: Mapped[str]
    desk_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    desk_since: Mapped[dt.datetime]
    desk_person_id: Mapped[int | None]
    agreed: Mapped[int] = mapped_column(default=0)
    sent_back_by_id: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    search: Mapped[str]
    same_key: Mapped[int | None] = mapped_column(sa.BigInteger)
    compared: Mapped[bool] = mapped_column(default=False)

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
    def consent(self) -> Consent | None:
        """That of the author who stands here now."""
        return Consent.of(self)

    @property
    def lacks(self) -> list[str]:
        """Names of the fields of a complete file that are empty ("thiếu hồ sơ")."""
        wanted = ("recognition_kind", "recognised_on", "benefit_claimed")
        return [name for name in wanted if getattr(self, name) is None]

    # --- verbs ---

    @classmethod
    def draft(
        cls,
        unit: Unit,
        stage: Stage,
        *,
        authors: Sequence[Identified],
        way: Way,
        consent: ConsentWay | None = None,
        by: int | None,
        at: dt.datetime,
        **facts: Any,
    ) -> "Initiative":
        """Write an initiative down at a unit; nothing is counted yet.

        :param authors: the author first, then co-authors
        :param consent: how the author agreed; without it, it is not handed in
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
            desk_person_id=by,
            entered_by_id=by,
            created_at=at,
            search="",
            **facts,
        )
        db.session.add(initiative)
        db.session.flush()
        initiative._sign(unit, authors)
        if consent:
            Consent.note(initiative, consent, at=at)
        journal.record("initiative.draft", initiative, by=by, at=at)
        return initiative

    def amend(
        self,
        *,
        authors: Sequence[Identified],
        by: int,
        at: dt.datetime,
        consent: ConsentWay | None = None,
        version: int | None = None,
        **facts: Any,
    ) -> None:
        """Change what is written, while it is a draft or returned.

        :param version: the one that was read before it was changed; None for any
        :raises CannotDoNow: it lies in other hands
        :raises ChangedMeanwhile: somebody else has changed it since
        """
        if not self.can_be_edited:
            raise CannotDoNow()
        if version not in (None, self.version):
            raise ChangedMeanwhile()
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
        if consent:
            Consent.note(self, consent, at=at)
        journal.record("initiative.amend", self, by=by, at=at, fields=changed)

    def _sign(self, unit: Unit, authors: Sequence[Identified]) -> None:
        """Set who wrote it, and with it what a search finds."""
        before = [db.session.get(Person, author.person_id) for author in self.authors]
        db.session.execute(sa.delete(Author).where(Author.initiative_id == self.id))
        for position, said in enumerate(authors):
            known = before[position] if position < len(before) else None
            if position == 0 and known and not same_name(known.full_name, said.full_name):
                Consent.withdraw(self)
            person = Person.of(unit, said, known)
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
        db.session.flush()
        db.session.expire(self, ["authors"])
        self.index()

    def index(self) -> None:
        """Write anew what it is found by."""
        names = [author.full_name for author in self.authors]
        self.search = searched(self.title, self.code, names)
        self.same_key = same_key(names[0], self.title) if names else None
        self.compared = False
