"""Who is in a working group, and as what."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app.access import Permission
from app.accounts import Membership
from app.db import Base, Id, Prose
from app.tenancy import Own
from app.units import Unit

HEAD, SECRETARY, MEMBER = "head", "secretary", "member"
PARTS = {HEAD: _l("Trưởng đoàn"), SECRETARY: _l("Thư ký"), MEMBER: _l("Thành viên")}


class GroupMember(Own, Base):
    """Somebody of a group, under the name and office of the day they came in.

    Guests have no account; of them no more is known than name, office and organisation.
    """

    __tablename__ = "group_member"
    __parents__ = {"group_id": "working_group"}
    __table_args__ = (
        sa.UniqueConstraint("group_id", "account_id"),
        sa.Index(
            "uq_group_member_office",
            "group_id",
            "part",
            unique=True,
            sqlite_where=sa.column("part", sa.Text) != MEMBER,
            postgresql_where=sa.column("part", sa.Text) != MEMBER,
        ),
    )
    id: Mapped[Id]
    group_id: Mapped[int] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    full_name: Mapped[Prose]
    office: Mapped[Prose]
    organisation: Mapped[Prose]
    part: Mapped[str]

    @property
    def part_words(self) -> str:
        return str(PARTS[self.part])

    @property
    def where(self) -> str:
        """Office and organisation, as far as said."""
        return ", ".join(filter(None, [self.office, self.organisation]))

    @property
    def called(self) -> str:
        """ "Nguyễn Văn An, Chủ tịch, LĐLĐ quận"."""
        return ", ".join(filter(None, [self.full_name, self.where]))

    @property
    def line(self) -> str:
        """The same with the part in the group, unless an ordinary one."""
        return self.called if self.part == MEMBER else f"{self.called}, {self.part_words}"


def people(unit: Unit) -> list[Membership]:
    """Who at a unit can be in a group, by name."""
    return Membership.holding(unit, Permission.VIEW)
