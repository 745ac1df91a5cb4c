"""The steps of signing in: password, second factor, and what then opens."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, session
from flask_babel import gettext as _
from flask_login import login_user
from sqlalchemy.orm import joinedload

from app.accounts import devices
from app.accounts.attempts import SignInAttempt
from app.accounts.door import identity
from app.accounts.entrance import as_person
from app.accounts.factors import RecoveryCode, SecondFactor, is_required
from app.accounts.models import Account, Membership
from app.accounts.passwords import matches
from app.accounts.sessions import SessionToken
from app.db import db
from app.tenancy import ScopedSession

HALF = "half"  # the cookie's name for a session that has not shown its second factor


@dataclass
class Refusal:
    """Why a password or code was not taken, and the answer's status."""

    message: str
    status: int = 422


def check_password(login: str, password: str) -> Account | Refusal:
    """The account of a right password. Nothing of the request is written before."""
    if refusal := _claim(login, login):
        return refusal
    with identity() as door:
        account = Account.by_login(login, door)
        hashed = account.password_hash if account and not account.disabled_at else None
    if account is None or not matches(hashed, password):
        return Refusal(_("Tên đăng nhập hoặc mật khẩu không đúng."))
    return account


def check_code(account: Account, code: str) -> Refusal | None:
    """Use up a code of the phone or of the paper."""
    subject = f"code of {account.id}"
    if refusal := _claim(subject, account.login):
        return refusal
    account = db.session.merge(account)
    factor = SecondFactor.of(account, db.session())
    right = factor is not None and (
        factor.accepts(code, db.session()) or RecoveryCode.spend(account, code, db.session())
    )
    if not right:
        return Refusal(_("Mã không đúng, đã hết hạn hoặc đã được dùng."))
    SignInAttempt.forgive(subject, devices.known(account.login))
    return None


def begin(account: Account) -> str:
    """Open what a right password opens; returns "open", "code" or "enrol": what comes next."""
    account = db.session.merge(account)
    db.session.flush()
    SignInAttempt.forgive(account.login, devices.known(account.login))
    if SecondFactor.of(account, db.session()):
        return _open_half(account, "code")
    if is_required(account):
        return _open_half(account, "enrol")
    open_fully(account)
    return "open"


def half_open() -> Account | None:
    """Who has shown a password and not yet a second factor."""
    token = session.get(HALF)
    if not token:
        return None
    query = SessionToken.live(token, half=True).options(
        joinedload(SessionToken.account).joinedload(Account.posts).joinedload(Membership.unit)
    )
    with identity() as door:  # its own look: `_claim` may have to write after it
        row = door.scalars(query).unique().one_or_none()
    return row.account if row and not row.account.disabled_at else None


def open_fully(account: Account) -> None:
    """A new session under a new token; what was open before in this browser is over."""
    account = db.session.merge(account)
    _close_old()
    devices.trust(account.login)
    g.person = as_person(account, SessionToken.issue(account))
    login_user(g.person)


def _open_half(account: Account, following: str) -> str:
    _close_old()
    session[HALF] = SessionToken.issue(account, half=True)
    return following


def _close_old() -> None:
    for name in (HALF, "_user_id"):
        if token := session.get(name):
            SessionToken.revoke(token)
    session.clear()


def _claim(subject: str, login: str) -> Refusal | None:
    with on_its_own() as door:
        wait = SignInAttempt.claim(door, subject, devices.known(login))
    if wait is None:
        return None
    seconds = math.ceil(wait.total_seconds())
    return Refusal(
        _("Đã thử sai nhiều lần. Xin chờ %(n)s giây rồi thử lại.", n=seconds), status=429
    )


@contextmanager
def on_its_own() -> Iterator[ScopedSession]:
    """A transaction at the identity door that outlives the request's refusal.

    On SQLite it must end before the request writes anything: there is one writer at a time.
    """
    with identity() as door, door.begin():
        yield door
