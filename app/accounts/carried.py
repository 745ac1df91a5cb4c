"""A form that came when its session had ended, carried through the sign-in and sent again.

It travels in the sign-in page, sealed: nobody at that computer can read or change it. Passwords
are left out, files are named and asked for again. Each page bears the mark of whom it was made
for, so that what was typed on it is never sent under another account, whatever became of the
session since.
"""

import hmac
import json
import zlib
from base64 import b85decode, b85encode
from dataclasses import asdict, dataclass, field

from flask import request

from app.accounts.secrets import Unreadable, keyed, seal, unseal
from app.web import once
from app.web.rendering import is_fragment

FIELD = "carried"
MARK, MARK_HEADER = "whose", "X-Form-Owner"
PURPOSE = "carried form"
MOST_FIELDS, MOST_CHARACTERS = 2000, 256 * 1024
LEFT_OUT = {"again", "csrf_token", FIELD, MARK}


@dataclass
class Carried:
    """What was sent, to which address, and whose it is (None when nobody knows)."""

    path: str
    account_id: int | None
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)

    def seal(self) -> str:
        text = json.dumps(asdict(self)).encode()
        return seal(PURPOSE, b85encode(zlib.compress(text)).decode())

    def is_for(self, account_id: int) -> bool:
        """Whether this person is offered it: never what another, or nobody known, had typed."""
        return self.account_id == account_id


def waiting(account_id: int | None) -> Carried | None:
    """What this request leaves to be sent again: a fragment's own page keeps its form itself."""
    return Carried("", account_id) if is_fragment() else of_request(account_id)


def why_lost(form: Carried | None) -> str | None:
    """Why a form cannot come back by itself: it is too "big", or nobody "unknown" may have it."""
    if form is None:
        return "big"
    return "unknown" if form.account_id is None and form.path else None


def typed() -> str:
    """What stood in a form that cannot be carried, for whoever has just sent it to copy."""
    hidden = {*LEFT_OUT, once.FIELD}
    words = (
        value
        for name, value in request.form.items(multi=True)
        if name not in hidden and "password" not in name
    )
    return "\n".join(word for word in words if word.strip())


def mark(account_id: int) -> str:
    """What a page says of whom it was made for; nobody can make it for somebody else."""
    return f"{account_id}.{keyed(MARK, str(account_id))}"


def marked() -> str | None:
    """The mark that came with this request, in its form or, from a page's script, as a header."""
    return request.form.get(MARK) or request.headers.get(MARK_HEADER)


def owner(said: str) -> int | None:
    """Whom a mark names; nobody when it is not of this house."""
    number, _dot, signature = said.partition(".")
    right = hmac.compare_digest(keyed(MARK, number).encode(), signature.encode())
    return int(number) if right else None


def of_request(account_id: int | None) -> Carried | None:
    """The form of this request; None when it is too big to carry."""
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in LEFT_OUT and "password" not in name
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if len(fields) > MOST_FIELDS or size > MOST_CHARACTERS:
        return None
    files = [
        (name, file.filename) for name, file in request.files.items(multi=True) if file.filename
    ]
    return Carried(request.full_path.rstrip("?"), account_id, fields, files)


def from_form() -> Carried | None:
    """What the sign-in form carries; nothing when it was tampered with."""
    sealed = request.form.get(FIELD)
    if not sealed:
        return None
    try:
        text = zlib.decompress(b85decode(unseal(PURPOSE, sealed)))
    except (Unreadable, ValueError, zlib.error):
        return None
    return Carried(**json.loads(text))
