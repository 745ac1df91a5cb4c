"""An account's own e-mail address: given by the person, confirmed by a code that is sent to it."""

import datetime as dt
import hmac
import re
import secrets

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.ciphers import Sealed, Secret
from app.db import Base, Id, db
from app.mail.envelopes import Envelope
from app.mail.tries import Tried, new_message_id
from app.tenancy import Identity
from app.web.errors import Refused

ADDRESS = re.compile(
    r"[A-Za-z0-9._%+'/=-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
LONGEST = 254
CODE_LASTS = dt.timedelta(hours=24)
DOUBLE_CLICK = dt.timedelta(minutes=1)
MOST_CODES, MOST_GUESSES = 5, 5
"""Codes in a day, so that nobody is flooded in our name; guesses of one code."""


class TooManyCodes(Refused):
    message = _l("Hôm nay đã gửi %(most)s mã xác nhận. Xin thử lại vào ngày mai.", most=MOST_CODES)


class MailAddress(Tried, Sealed, Identity, Base):
    """Where letters to an account go, once `confirmed_at`; none after `off_at`.

    `wanted` is an address that waits for its code; the one before it serves meanwhile. What is
    tried is the letter with the code. `codes` were asked for since `codes_since`. Wall time, but
    for the tries.
    """

    __tablename__ = "mail_address"
    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    address = Secret(str)
    address_sealed: Mapped[bytes | None]
    confirmed_at: Mapped[dt.datetime | None]
    off_at: Mapped[dt.datetime | None]
    wanted = Secret(str)
    wanted_sealed: Mapped[bytes | None]
    code = Secret(str)
    code_sealed: Mapped[bytes | None]
    code_until: Mapped[dt.datetime | None]
    guesses: Mapped[int] = mapped_column(default=0)
    codes: Mapped[int] = mapped_column(default=0)
    codes_since: Mapped[dt.datetime | None]

    @classmethod
    def serves(cls) -> sa.ColumnElement[bool]:
        """Whether letters may go there."""
        return sa.and_(cls.confirmed_at.is_not(None), cls.off_at.is_(None))

    @property
    def is_serving(self) -> bool:
        return self.confirmed_at is not None and self.off_at is None

    @classmethod
    def look(cls, account_id: int) -> "MailAddress | None":
        """An account's address, to be shown."""
        return db.session.scalar(sa.select(cls).where(cls.account_id == account_id))

    @classmethod
    def of(cls, account_id: int) -> "MailAddress | None":
        """An account's address; whoever acts on it at the same time waits."""
        return db.session.scalar(
            sa.select(cls).where(cls.account_id == account_id).with_for_update()
        )

    @classmethod
    def give(cls, account_id: int, address: str, *, at: dt.datetime) -> "MailAddress":
        """Have a code sent to an address; it serves when the code comes back.

        The same address once more within a minute is a double click.

        :raises TooManyCodes: five were asked for within a day
        """
        row = cls.of(account_id)
        if row is None:
            row = cls(account_id=account_id, codes=0, message_id=new_message_id())
            db.session.add(row)
        elif row.waits_for_code and row.wanted == address and row._is_fresh():
            return row
        row._count_code()
        row.wanted, row.code = address, f"{secrets.randbelow(10**6):06}"
        row.code_until, row.guesses = clock.real() + CODE_LASTS, 0
        row.message_id = new_message_id()
        row.begin(at)
        return row

    def _is_fresh(self) -> bool:
        return bool(self.code_until and self.code_until > clock.real() + CODE_LASTS - DOUBLE_CLICK)

    def _count_code(self) -> None:
        now = clock.real()
        if self.codes_since is None or self.codes_since < now - CODE_LASTS:
            self.codes_since, self.codes = now, 0
        if self.codes >= MOST_CODES:
            raise TooManyCodes()
        self.codes += 1

    @property
    def waits_for_code(self) -> bool:
        """Whether a code that was sent may still be typed."""
        return bool(
            self.wanted_sealed
            and self.code_until
            and self.code_until > clock.real()
            and self.guesses < MOST_GUESSES
        )

    @property
    def guesses_left(self) -> int:
        return MOST_GUESSES - self.guesses

    def confirm(self, typed: str) -> bool:
        """Whether the code is the one that was sent; then the address serves. Guesses count."""
        if not self.waits_for_code:
            return False
        if not hmac.compare_digest("".join(typed.split()).encode(), self.code.encode()):
            self.guesses += 1
            return False
        self.address, self.confirmed_at, self.off_at = self.wanted, clock.real(), None
        self.forget_wanted()
        return True

    def switch(self, on: bool) -> None:
        """No letters any more, or again; twice is once."""
        self.off_at = None if on else self.off_at or clock.real()

    @classmethod
    def forget(cls, account_id: int) -> None:
        """Nothing is known of an address any more but how many codes it was sent."""
        row = cls.of(account_id)
        if row is not None:
            row.forget_wanted()
            row.address, row.confirmed_at, row.off_at = "", None, None

    def forget_wanted(self) -> None:
        """No code is waited for any more."""
        self.wanted, self.code, self.code_until, self.next_try_at = "", "", None, None

    def envelope(self) -> Envelope | str:
        """The letter with the code."""
        subject = _("Mã xác nhận địa chỉ thư")
        text = _(
            "Mã xác nhận địa chỉ thư của đồng chí trên hệ thống Sáng kiến: %(code)s\n\n"
            "Mã dùng được trong 24 giờ. Nếu đồng chí không yêu cầu mã này, xin bỏ qua thư.",
            code=self.code,
        )
        return Envelope(self.wanted, subject, text, None, self.message_id)
