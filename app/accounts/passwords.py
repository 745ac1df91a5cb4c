"""Passwords: argon2id, checked before the first write of a request."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

MINIMUM = 8


def _hasher() -> PasswordHasher:
    if current_app.testing:  # the same algorithm at its cheapest, or tests would wait on it
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


def hash_password(password: str) -> str:
    """An argon2id hash in PHC form."""
    return _hasher().hash(password)


def matches(hashed: str | None, password: str) -> bool:
    """Whether the password is right; takes as long for an account that is not there."""
    try:
        return _hasher().verify(hashed or _nobody(), password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _nobody() -> str:
    extension = current_app.extensions
    if "nobody" not in extension:
        extension["nobody"] = hash_password("nobody has this password")
    return extension["nobody"]
