"""What is tried until it has come through: claimed before each try, put off after a failed one."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from app.db import db

PAUSES = [dt.timedelta(minutes=n) for n in (1, 2, 5, 15, 30, *[60] * 23)]
"""From one try to the next: quickly at first, then each hour, for a day."""
CLAIM = dt.timedelta(minutes=10)
"""As long nobody else tries what a worker has taken; longer than a try can last."""

SENT, AGAIN, NEVER = "sent", "again", "never"


@dataclass(frozen=True)
class Answer:
    """How a try ended.

    :param word: the server's code, or a word for why there is none (see `words`)
    :param ends_round: it is the server that fails, not this letter: the others need not try now
    """

    outcome: str
    word: str
    ends_round: bool = False


def new_message_id() -> str:
    """Never used before, at the house that `SANGKIEN_MAIL_FROM` names."""
    _name, _at, host = (current_app.config["MAIL_FROM"] or "").rpartition("@")
    return f"<{secrets.token_hex(16)}@{host.strip(' >') or 'sangkien.invalid'}>"


class Tried:
    """Columns and verbs of what is tried.

    It waits as long as there is a `next_try_at`; `message_id` is the same at each try, so that a
    receiver knows a letter that comes twice. `last_answer` is a code or a word, never a text.
    """

    id: Any
    message_id: Mapped[str]
    next_try_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[dt.datetime | None]
    given_up_at: Mapped[dt.datetime | None]
    last_answer: Mapped[str | None]

    @classmethod
    def claim(cls, number: int, seen: dt.datetime, *, at: dt.datetime) -> bool:
        """Take it for one try; of two workers who saw it wait, one gets it."""
        taken = (
            sa.update(cls)
            .where(cls.id == number, cls.next_try_at == seen)
            .values(next_try_at=at + CLAIM, tries=cls.tries + 1)
            .execution_options(synchronize_session=False)
        )
        return bool(db.session.execute(taken).rowcount)  # type: ignore[attr-defined]

    def settle(self, answer: Answer, tries: int, *, at: dt.datetime) -> None:
        """Write down how the try with that number ended, unless another one has been begun."""
        if answer.outcome == SENT:
            self.sent_at, self.given_up_at = self.sent_at or at, None
        elif self.next_try_at is None or self.tries != tries:
            return
        self.last_answer, self.next_try_at = answer.word, None
        if answer.outcome == AGAIN and tries <= len(PAUSES):
            self.next_try_at = at + PAUSES[tries - 1]
        elif answer.outcome != SENT:
            self.given_up_at = at
            self.gave_up(at)

    def gave_up(self, at: dt.datetime) -> None:
        """It is not tried any more."""

    def begin(self, at: dt.datetime) -> None:
        """From now on it is tried."""
        self.next_try_at, self.tries = at, 0
        self.sent_at = self.given_up_at = self.last_answer = None
