"""Texts that only this house can read, and hashes that only it can make.

Each purpose has a key of its own, derived from SECRET_KEY; with another SECRET_KEY nothing sealed
can be opened any more.
"""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE = 12


class Unreadable(Exception):
    """Not sealed by this house, not for this purpose, or changed since."""


def digest(token: str) -> str:
    """What is kept of a token that its holder alone knows."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(purpose: str, text: str) -> str:
    """A hash that nobody can recompute without the house's key."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def seal(purpose: str, text: str, *, about: str = "") -> str:
    """`text` encrypted (AES-GCM), bound to its purpose and to what it is about."""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, text.encode(), about.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(purpose: str, sealed: str, *, about: str = "") -> str:
    """What was sealed.

    :raises Unreadable: it was not sealed here, for this purpose and about this
    """
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return AESGCM(_key(purpose)).decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise Unreadable from error


def _key(purpose: str) -> bytes:
    secret = current_app.config["SECRET_KEY"].encode()
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"accounts: {purpose}".encode()).derive(secret)
