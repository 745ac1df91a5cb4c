"""A working group (Đoàn công tác): people of the unit and others who are asked along."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, relationship

from app import journal
from app.accounts import Membership
from app.db import Base, Id, Prose, db
from app.tenancy import Own, owned_by, part_of
from app.units import Unit
from app.visits.members import HEAD, MEMBER, SECRETARY, GroupMember, people
from app.visits.refusals import InTheGroup, NoSuchOffice, OneIsBoth, StillNeeded


class WorkingGroup(Own, Base):
    """Lies at the unit that sends it. One that is dissolved stays where it has been."""

    __tablename__ = "working_group"
    __has_parts__ = True
    id: Mapped[Id]
    name: Mapped[Prose]
    made_at: Mapped[dt.datetime]
    dissolved_at: Mapped[dt.datetime | None]

    members: Mapped[list["GroupMember"]] = relationship(
        primaryjoin=lambda: WorkingGroup.id == sa.orm.foreign(GroupMember.group_id),
        viewonly=True,
        order_by=lambda: (sa.case({HEAD: 0, SECRETARY: 1}, value=GroupMember.part, else_=2),
                          GroupMember.id),
    )  # fmt: skip

    @classmethod
    def compose(
        cls,
        unit: Unit,
        name: str,
        *,
        head: int,
        secretary: int | None,
        others: Sequence[int] = (),
        by: int | None,
        at: dt.datetime,
    ) -> "WorkingGroup":
        """A group of people of the unit, each by account.

        :raises NoSuchOffice: somebody has no post there
        :raises OneIsBoth: head and secretary are the same person
        """
        if head == secretary:
            raise OneIsBoth()
        parts = dict.fromkeys(others, MEMBER)
        parts |= {head: HEAD} | ({secretary: SECRETARY} if secretary else {})
        posts = {post.account_id: post for post in people(unit)}
        if not parts.keys() <= posts.keys():
            raise NoSuchOffice()
        group = cls(**owned_by(unit), name=name, made_at=at)
        db.session.add(group)
        db.session.flush()
        for account, part in parts.items():
            group._enrol(posts[account], part)
        journal.record("working_group.compose", group, by=by, at=at)
        return group

    def _enrol(self, post: Membership, part: str) -> None:
        member = GroupMember(
            **part_of(self),
            group_id=self.id,
            account_id=post.account_id,
            full_name=post.full_name,
            office=post.office,
            organisation="",
            part=part,
        )
        db.session.add(member)
        db.session.flush()

    # --- queries ---

    @classmethod
    def at_unit(cls, unit: Unit) -> sa.Select["WorkingGroup"]:
        """Those of a unit, the living ones first, the newest of them on top."""
        return (
            sa.select(cls)
            .where(cls.unit_id == unit.id)
            .options(sa.orm.selectinload(cls.members))
            .order_by(cls.dissolved_at.is_not(None), cls.id.desc())
        )

    @classmethod
    def living(cls, unit: Unit) -> "list[WorkingGroup]":
        query = cls.at_unit(unit).where(cls.dissolved_at.is_(None))
        return list(db.session.scalars(query))

    def holding(self, part: str) -> "GroupMember | None":
        """The head or the secretary."""
        return next((one for one in self.members if one.part == part), None)

    @property
    def head(self) -> "GroupMember | None":
        return self.holding(HEAD)

    @property
    def secretary(self) -> "GroupMember | None":
        return self.holding(SECRETARY)

    @property
    def lines(self) -> list[str]:
        """Everybody in a line each, as minutes name those present."""
        return [one.line for one in self.members]

    # --- verbs ---

    def take_in(self, account: int, *, by: int | None, at: dt.datetime) -> None:
        """Add somebody of the unit.

        :raises NoSuchOffice: who has no post there
        :raises InTheGroup: who is in it already
        """
        post = next((p for p in people(self.unit_of()) if p.account_id == account), None)
        if post is None:
            raise NoSuchOffice()
        if self._lock().knows(account):
            raise InTheGroup()
        self._enrol(post, MEMBER)
        self._changed(by, at)

    def invite(
        self, full_name: str, office: str, organisation: str, *, by: int | None, at: dt.datetime
    ) -> None:
        """Add somebody from elsewhere, as typed; the same person twice is once.

        :raises InTheGroup: a guest of that name and organisation is in it already
        """
        said = (full_name, organisation)
        guests = [one for one in self._lock().members if one.account_id is None]
        if any((one.full_name, one.organisation) == said for one in guests):
            raise InTheGroup()
        member = GroupMember(
            **part_of(self),
            group_id=self.id,
            full_name=full_name,
            office=office,
            organisation=organisation,
            part=MEMBER,
        )
        db.session.add(member)
        db.session.flush()
        self._changed(by, at)

    def put(self, member: "GroupMember", part: str, *, by: int | None, at: dt.datetime) -> None:
        """Make a member head, secretary or neither; who was it becomes an ordinary member.

        :raises StillNeeded: the head only gives way to another one
        """
        self._lock()
        if member.part == part:
            return
        if member.part == HEAD:
            raise StillNeeded()
        for one in self.members:
            if part != MEMBER and one.part == part:
                one.part = MEMBER
        db.session.flush()  # of each office there is one
        member.part = part
        self._changed(by, at)

    def let_go(self, member: "GroupMember", *, by: int | None, at: dt.datetime) -> None:
        """Take somebody out.

        :raises StillNeeded: the head only gives way to another one
        """
        self._lock()
        if member.part == HEAD:
            raise StillNeeded()
        db.session.delete(member)
        self._changed(by, at)

    def dissolve(self, *, by: int | None, at: dt.datetime) -> None:
        """Offer it for no further visit."""
        self._lock()
        if self.dissolved_at is None:
            self.dissolved_at = at
            journal.record("working_group.dissolve", self, by=by, at=at)

    def knows(self, account: int) -> bool:
        return any(one.account_id == account for one in self.members)

    def unit_of(self) -> Unit:
        return db.session.get_one(Unit, self.unit_id)

    def _lock(self) -> "WorkingGroup":
        """One change of a group after the other."""
        db.session.refresh(self, with_for_update=True)
        db.session.expire(self, ["members"])
        return self

    def _changed(self, by: int | None, at: dt.datetime) -> None:
        db.session.flush()
        db.session.expire(self, ["members"])
        journal.record("working_group.amend", self, by=by, at=at, fields=["members"])
