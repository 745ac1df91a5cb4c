"""Letters by e-mail: rows that the worker sends, and people's own addresses."""

from app.mail import sending as sending
from app.mail import tidying as tidying
from app.mail.addresses import MailAddress
from app.mail.letters import Letter
from app.mail.many import Wanted, write_each
from app.mail.readers import accounts_of, addresses, reachable, readers

__all__ = [
    "Letter",
    "MailAddress",
    "Wanted",
    "accounts_of",
    "addresses",
    "reachable",
    "readers",
    "write_each",
]

STARTS = ("app.mail.carrier",)
