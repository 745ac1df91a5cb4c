"""A form that came when its session had ended, carried through the sign-in and sent again.

It travels in the sign-in page, sealed: nobody at that computer can read or change it. Passwords
are left out, files are named and asked for again.
"""

import json
import zlib
from base64 import b85decode, b85encode
from dataclasses import asdict, dataclass, field

from flask import request

from app.accounts.secrets import Unreadable, seal, unseal

FIELD = "carried"
PURPOSE = "carried form"
MOST_FIELDS, MOST_CHARACTERS = 2000, 256 * 1024
LEFT_OUT = {"again", "csrf_token", FIELD}


@dataclass
class Carried:
    """What was sent, to which address, and by whose session (None when nobody knows)."""

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
