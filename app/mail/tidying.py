"""Addresses that nobody needs any more: of closed accounts, and those never confirmed."""

import sqlalchemy as sa

from app import clock, jobs
from app.accounts import Account
from app.mail.addresses import MailAddress
from app.tenancy import IDENTITY


@jobs.work("mail.tidy")
def tidy() -> bool:
    """Forget one of them; whether there was any."""
    kept = sa.or_(MailAddress.address_sealed.is_not(None), MailAddress.wanted_sealed.is_not(None))
    closed = sa.select(Account.id).where(Account.disabled_at.is_not(None))
    gone = sa.and_(kept, MailAddress.account_id.in_(closed))
    late = sa.and_(MailAddress.wanted_sealed.is_not(None), MailAddress.code_until < clock.real())
    over = sa.select(MailAddress.id, gone).where(sa.or_(gone, late)).limit(1)
    with jobs.looking(IDENTITY) as session:
        found = session.execute(over).first()
    if found is None:
        return False
    with jobs.step(IDENTITY) as session:
        row = session.get_one(MailAddress, found[0])
        row.forget_wanted()
        if found[1]:
            MailAddress.forget(row.account_id)
    return True
