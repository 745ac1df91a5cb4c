"""A mail server, people with addresses, and letters to them."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, jobs
from app.accounts import Account
from app.db import db
from app.mail import Letter, MailAddress
from app.mail.sending import go_round
from app.tenancy import IDENTITY, Everything
from app.units import Unit
from tests.mail import servers
from tests.world import NOW


@pytest.fixture
def post(app: Flask) -> Iterator[servers.Post]:
    """A mail server of this test's own, to which the application hands its letters."""
    with servers.running() as server, configured(app, server):
        yield server


@contextmanager
def configured(app: Flask, server: servers.Post) -> Iterator[None]:
    """The application sends through a server as long as this lasts."""
    said = {
        "SMTP": server.url,
        "MAIL_FROM": "Sáng kiến <thu@congdoan.example.vn>",
        "SMTP_PATIENCE": 0.2,
    }
    before = {name: app.config[name] for name in said}
    app.config.update(said)
    app.extensions.pop("mail_rest", None)
    yield
    app.config.update(before)


def settle(login: str) -> int:
    """Give an account a confirmed address, "login@example.vn"; its id."""
    with jobs.step(IDENTITY) as session:
        account = session.scalars(sa.select(Account.id).where(Account.login == login)).one()
        address = MailAddress.give(account, f"{login}@example.vn", at=NOW)
        assert address.confirm(address.code)
    return account


def write(account: int, unit: str, number: int, *, at: dt.datetime = NOW) -> str | None:
    """A letter to an account about a unit; its Message-ID."""
    with jobs.step(Everything("a letter of a test"), at=at):
        to = Unit.by_code(unit)
        assert to
        letter = Letter.write(
            to,
            account,
            key=f"thu-{number}",
            subject=f"Nhắc việc số {number}",
            text=f"Kính gửi đồng chí,\n\nCòn {number} ngày nữa.\nĐề nghị nộp sớm.",
            at=at,
        )
        return letter.message_id if letter else None


def at_minute(minute: float) -> Callable[[], dt.datetime]:
    """A clock that stands still so many minutes after the world's own moment."""
    return lambda: NOW + dt.timedelta(minutes=minute)


def rounds(minute: float) -> None:
    """What the worker does at a minute."""
    while go_round(at_minute(minute)):
        pass


def letters() -> dict[str, Letter]:
    """All letters as they stand, by Message-ID."""
    with jobs.reading("letters of a test") as session:
        found = {row.message_id: row for row in session.scalars(sa.select(Letter))}
        session.expunge_all()
        return found


@pytest.fixture
def reader(app: Flask) -> int:
    """The account of the chair of cs-a11, who can be reached by mail."""
    with app.app_context():
        clock.restart()
        number = settle("leader.cs-a11")
        db.session.remove()
        return number
