"""A request for help: who asks from which unit, and on whose desk it lies.

It lies at the ASKER's unit: that unit and all above see it. `desk_unit_id` is the unit in whose
hands it is, one of the asker's line; only that one acts. What the desk keeps for itself (notes,
assignments, merges) are rows of its own in `inside`.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock, journal
from app.ciphers import Sealed, Secret, keyed
from app.db import Base, Id, Prose, db
from app.initiatives import new_code
from app.support.acting import Acting, open_at
from app.support.asked import Asked
from app.support.clocks import opening
from app.support.duties import Duty
from app.support.looked import LookedFor
from app.support.messages import Message, RequestStep, Side
from app.support.routing import Worktime, desk_of
from app.support.standing import Standing
from app.support.states import TO_DO, Act, Category, State
from app.tenancy import Own, owned_by, part_of
from app.units import Unit

CLIMBS = sa.column("climbs_at").is_not(None)
TELLS = sa.column("tell_at").is_not(None)


class Request(Acting, Standing, LookedFor, Sealed, Own, Base):
    """Times are counted in working minutes of the desk: `spent` until `running_since`, which is
    None while the clocks stand. `first_after` and `solved_after` are what they showed then.
    `tell_at` is when its desk hears of what has come; None when there is nothing to tell.

    Who asked without an account has a receipt `code`; `key` and `digest` are of that form.
    """

    __tablename__ = "request"
    __has_parts__ = True
    __looked_for__ = ("subject_line", "asker")
    __table_args__ = (
        sa.Index("ix_request_desk", "desk_unit_id", "state", "due_at"),
        sa.Index(
            "ix_request_climbs",
            "climbs_at",
            sqlite_where=CLIMBS,
            postgresql_where=CLIMBS,
        ),
        sa.Index("ix_request_tells", "tell_at", sqlite_where=TELLS, postgresql_where=TELLS),
        sa.Index("ix_request_unit", "unit_id", "asked_at"),
        sa.Index("ix_request_obstacle", "obstacle", "unit_path", "state"),
        sa.UniqueConstraint("unit_id", "key"),
        sa.UniqueConstraint("unit_id", "digest"),
    )
    id: Mapped[Id]
    desk_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    state: Mapped[str]
    category: Mapped[str]
    obstacle: Mapped[str | None]
    way: Mapped[str]
    subject_line: Mapped[Prose]
    asker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    asker: Mapped[Prose]
    author_name: Mapped[Prose | None]
    phone_sealed: Mapped[bytes | None]
    phone_key: Mapped[str | None] = mapped_column(index=True)
    page: Mapped[str | None]
    initiative_id: Mapped[int | None] = mapped_column(index=True)
    batch_id: Mapped[int | None] = mapped_column(index=True)
    row_id: Mapped[int | None]
    asked_at: Mapped[dt.datetime]
    touched_at: Mapped[dt.datetime]
    spent: Mapped[int] = mapped_column(default=0)
    running_since: Mapped[dt.datetime | None]
    first_after: Mapped[int | None]
    solved_after: Mapped[int | None]
    first_due_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    climbs_at: Mapped[dt.datetime | None]
    tell_at: Mapped[dt.datetime | None]
    reopened: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None] = mapped_column(unique=True)
    key: Mapped[str | None]
    digest: Mapped[str | None]

    phone = Secret[str | None](lambda: None)

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Request.unit_id) == Unit.id, viewonly=True
    )
    desk: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Request.desk_unit_id) == Unit.id, viewonly=True
    )
    messages: Mapped[list[Message]] = relationship(
        primaryjoin=lambda: Request.id == sa.orm.foreign(Message.request_id),
        viewonly=True,
        order_by=lambda: Message.id,
    )
    steps: Mapped[list[RequestStep]] = relationship(
        primaryjoin=lambda: Request.id == sa.orm.foreign(RequestStep.request_id),
        viewonly=True,
        order_by=lambda: RequestStep.id,
    )

    # --- queries ---

    @classmethod
    def asked_at_unit(cls, unit: Unit) -> sa.Select["Request"]:
        """What a unit has asked: what is to be done first, then the newest."""
        query = sa.select(cls).where(cls.unit_id == unit.id)
        query = query.options(sa.orm.joinedload(cls.desk))
        return query.order_by(cls.state.not_in(TO_DO), cls.asked_at.desc(), cls.id.desc())

    @classmethod
    def open_of(cls, unit: Unit) -> "list[Request]":
        """What a unit has asked and waits for."""
        return list(db.session.scalars(cls.asked_at_unit(unit).where(cls.state.in_(TO_DO))))

    # --- verbs; the others stand in `acting` ---

    @classmethod
    def ask(
        cls, unit: Unit, said: Asked, *, own: bool, by: int | None, at: dt.datetime
    ) -> "Request":
        """Ask from a unit; it lands on the desk of whoever is on duty.

        :param own: whether the asker's own unit may answer: not for those who would themselves
        """
        desk = cls.routed(unit, own=own, at=at)
        return cls._ask(unit, desk, said, by, at)

    @classmethod
    def log(
        cls, desk: Unit, unit: Unit, said: Asked, *, by: int | None, at: dt.datetime
    ) -> "Request":
        """Write down what a desk was asked by telephone or Zalo; it stays on that desk.

        :raises NotInLine: the asker's unit does not lie at or below the desk
        """
        cls.must_be_in_line(desk, unit)
        made = cls._ask(unit, desk, said, by, at, asker_id=None)
        made.tell_at = None  # the desk has written it itself
        return made

    @classmethod
    def _ask(
        cls,
        unit: Unit,
        desk: Unit,
        said: Asked,
        by: int | None,
        at: dt.datetime,
        **changes: Any,
    ) -> "Request":
        made = cls(
            **owned_by(unit),
            desk_unit_id=desk.id,
            state=State.NEW.value,
            category=said.category,
            obstacle=said.obstacle if said.category == Category.OBSTACLE else None,
            way=said.way.value,
            subject_line=said.subject,
            asker_id=changes.get("asker_id", by),
            asker=said.asker,
            author_name=said.author,
            phone=said.phone,
            phone_key=keyed(said.phone),
            page=said.where.page,
            initiative_id=said.where.initiative_id,
            batch_id=said.where.batch_id,
            row_id=said.where.row_id,
            asked_at=at,
            touched_at=at,
            running_since=at,
            code=new_code(unit.id) if said.sent else None,
            key=said.sent.key if said.sent else None,
            digest=said.sent.digest if said.sent else None,
        )
        db.session.add(made)
        db.session.flush()
        time = Duty.worktime(desk)
        made.set_clocks(time, at, arrived=desk)
        made.call_desk(Act.ASK, time, at, arrived=True)
        made.step(Act.ASK, None, by, said.asker, at)
        made.say(said.text, Side.ASKER, by, said.asker, at)
        journal.record("request.ask", made, by=by, at=at)
        return made

    @classmethod
    def routed(cls, unit: Unit, *, own: bool, at: dt.datetime) -> Unit:
        """The unit on whose desk a request of a unit lands, by the day on which it will be read."""
        rosters = Duty.rosters(unit.path)
        day = clock.day_of(opening(at, Worktime(Duty.worktime(unit).workdays).hours))
        return open_at(desk_of(unit.path, rosters, day, own=own))

    # --- its parts ---

    def step(
        self, act: Act, before: str | None, by: int | None, signed_by: str, at: dt.datetime
    ) -> None:
        """Add a step to the story."""
        told = {"act": act.value, "from_state": before, "to_state": self.state, "at": at}
        where = {"request_id": self.id, "desk_unit_id": self.desk_unit_id, "spent": self.spent}
        db.session.add(RequestStep(**part_of(self), **where, **told, by_id=by, signed_by=signed_by))
        db.session.flush()

    def say(
        self, text: str, side: Side, by: int | None, signed_by: str, at: dt.datetime
    ) -> Message:
        """Add a word that both sides read."""
        told = {"text": text, "side": side.value, "by_id": by, "signed_by": signed_by, "at": at}
        message = Message(**part_of(self), request_id=self.id, **told)
        db.session.add(message)
        db.session.flush()
        db.session.expire(self, ["messages"])
        return message
