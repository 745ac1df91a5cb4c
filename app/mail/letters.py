"""A letter: written as a row in the transaction of its cause, sent by the worker."""

import datetime as dt

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import jobs, journal
from app.accounts import Account, Membership
from app.db import Base, Id, Prose, db, insert_missing
from app.mail.addresses import MailAddress
from app.mail.envelopes import Envelope, masked
from app.mail.readers import addresses
from app.mail.tries import Tried, new_message_id
from app.mail.words import EMPTY, GIVEN_UP, LATER, LEFT, OFF, SENT, STATES, WAITING
from app.tenancy import Own, Scope, owned_by
from app.units import Unit
from app.web.errors import Refused

SEND = "mail.send"


class NothingLeft(Refused):
    message = _l("Nội dung thư đã được xóa theo thời hạn lưu nên không gửi lại được.")


class Letter(Tried, Own, Base):
    """A letter to an account about a unit. `key` says what for: one account gets it once.

    `masked` tells where it goes, without saying it; the address itself is looked up at each try.
    What it said is forgotten after some weeks.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "key"),
        sa.Index("ix_letter_path_id", "unit_path", "id"),
    )
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    key: Mapped[str]
    receiver: Mapped[str]
    masked: Mapped[str]
    subject: Mapped[Prose]
    text: Mapped[Prose]
    html: Mapped[Prose | None]
    written_at: Mapped[dt.datetime]
    forgotten_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit] = relationship(
        primaryjoin=lambda: sa.orm.foreign(Letter.unit_id) == Unit.id, viewonly=True
    )

    # --- verbs ---

    @classmethod
    def write(
        cls,
        to: Unit,
        account_id: int,
        *,
        key: str,
        subject: str,
        text: str,
        html: str | None = None,
        at: dt.datetime,
        by: int | None = None,
    ) -> "Letter | None":
        """Write to somebody about a unit; the same key once more is the letter that is there.

        None: the account has no confirmed address, or wants no letters.

        :param html: made of the text if it is not given
        """
        address = addresses([account_id]).get(account_id)
        if address is None:
            return None
        said = {"subject": " ".join(subject.split()), "text": text, "html": html}
        marks = {"message_id": new_message_id(), "next_try_at": at, "written_at": at, "tries": 0}
        receiver = Membership.name_at(to.id, account_id) or ""
        about = {**owned_by(to), "account_id": account_id, "key": key, "receiver": receiver}
        insert_missing(cls, [{**about, **said, **marks, "masked": masked(address)}])
        letter = cls.find(account_id, key)
        if letter is not None and letter.message_id == marks["message_id"]:
            journal.record("letter.write", letter, by=by, at=at)
            jobs.nudge(SEND)
        return letter

    def try_again(self, *, by: int, at: dt.datetime) -> None:
        """Begin anew with what was given up; twice is once.

        :raises NothingLeft: what it said is forgotten
        """
        if self.forgotten_at:
            raise NothingLeft()
        if self.given_up_at:
            self.begin(at)
            journal.record("letter.try-again", self, by=by, at=at)
            jobs.nudge(SEND)

    def gave_up(self, at: dt.datetime) -> None:
        journal.record("letter.give-up", self, by=None, at=at)

    def forget(self, *, at: dt.datetime) -> None:
        """What it said is known no longer; that it was sent is."""
        self.subject, self.text, self.html, self.forgotten_at = "", "", None, at

    # --- how it stands ---

    @property
    def state(self) -> str:
        if self.sent_at:
            return SENT
        if self.given_up_at:
            return GIVEN_UP
        return LATER if self.last_answer else WAITING

    @property
    def status(self) -> tuple[str, str]:
        """How it stands in words, and the kind of its chip."""
        word, kind = STATES[self.state]
        return str(word), kind

    def envelope(self) -> Envelope | str:
        """As it goes out; or why it does not. The session must see everything."""
        if self.forgotten_at:
            return EMPTY
        account = db.session.get_one(Account, self.account_id)
        serving = sa.select(MailAddress).where(MailAddress.account_id == self.account_id)
        address = db.session.scalar(serving.where(MailAddress.serves()))
        if address is None or account.disabled_at:
            return OFF
        if not any(Scope(post.unit_path).holds(self.unit_path) for post in account.posts):
            return LEFT
        return Envelope(address.address, self.subject, self.text, self.html, self.message_id)

    # --- queries ---

    @classmethod
    def find(cls, account_id: int, key: str) -> "Letter | None":
        return db.session.scalar(sa.select(cls).where(cls.account_id == account_id, cls.key == key))

    @classmethod
    def is_in(cls, state: str) -> sa.ColumnElement[bool]:
        """Whether a letter waits, was sent or was given up; any, for another word."""
        return {
            WAITING: cls.next_try_at.is_not(None),
            SENT: cls.sent_at.is_not(None),
            GIVEN_UP: cls.given_up_at.is_not(None),
        }.get(state, sa.true())

    @classmethod
    def log(cls, state: str = "") -> "sa.Select[Letter]":
        """The letters in scope, the newest first."""
        return (
            sa.select(cls)
            .where(cls.is_in(state))
            .options(sa.orm.joinedload(cls.unit))
            .order_by(cls.id.desc())
        )

    @classmethod
    def counts(cls) -> dict[str, int]:
        """How many letters in scope are in each state, and all of them as ""."""
        states = (WAITING, SENT, GIVEN_UP, "")
        sums = (sa.func.count(sa.case((cls.is_in(state), cls.id))) for state in states)
        return dict(zip(states, db.session.execute(sa.select(*sums)).one(), strict=True))

    @classmethod
    def done_before(cls, moment: dt.datetime) -> "sa.Select[Letter]":
        """What was sent or given up before a moment and still says what it said."""
        ended = sa.func.coalesce(cls.sent_at, cls.given_up_at)
        return sa.select(cls).where(
            cls.next_try_at.is_(None), cls.forgotten_at.is_(None), ended < moment
        )
