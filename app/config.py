"""Settings, read from the environment once."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32


def from_environment() -> dict[str, Any]:
    """All settings of the application.

    `SANGKIEN_INSTANCE` folder of the embedded database, uploads and keys;
    `SANGKIEN_DATABASE` SQLAlchemy address; `SANGKIEN_SECRET_KEY`; `SANGKIEN_DATA_KEY` what
    personal data is sealed with (see `ciphers`); `SANGKIEN_CLOCK` an ISO moment with its zone,
    for demo databases only; `SANGKIEN_HTTPS=1` behind TLS;
    `SANGKIEN_SECOND_FACTOR` "required" from upper unions upward and for administrators, or
    "offered"; required unless it is set, but on demo databases;
    `SANGKIEN_SMTP` smtp://user:password@host:port or smtps://…, and `SANGKIEN_MAIL_FROM` whom
    letters come from: until both are set letters wait.
    """
    instance = Path(os.environ.get("SANGKIEN_INSTANCE", ROOT / "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    https = os.environ.get("SANGKIEN_HTTPS") == "1"
    return {
        "INSTANCE": instance,
        "SECRET_KEY": _secret_key(instance),
        "DATA_KEY": os.environ.get("SANGKIEN_DATA_KEY")
        or _key_on_disk(instance, "data_key", version="1:"),
        "SQLALCHEMY_DATABASE_URI": os.environ.get("SANGKIEN_DATABASE")
        or f"sqlite:///{instance / 'sangkien.db'}",
        "SANGKIEN_CLOCK": os.environ.get("SANGKIEN_CLOCK") or None,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "SESSION_COOKIE_NAME": "__Host-sangkien" if https else "sangkien",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_IDLE": timedelta(minutes=30),
        "SECOND_FACTOR": os.environ.get("SANGKIEN_SECOND_FACTOR") or None,
        "SMTP": os.environ.get("SANGKIEN_SMTP") or None,
        "MAIL_FROM": os.environ.get("SANGKIEN_MAIL_FROM") or None,
        "SMTP_PATIENCE": 10.0,  # seconds that a mail server may take for a command
    }


def _secret_key(instance: Path) -> str:
    """The key of sessions and links, given or made; one that can be guessed is refused."""
    given = os.environ.get("SANGKIEN_SECRET_KEY")
    if given and len(given) < SHORTEST_KEY:
        raise RuntimeError(f"SANGKIEN_SECRET_KEY needs {SHORTEST_KEY} characters or more")
    return given or _key_on_disk(instance)


def _key_on_disk(instance: Path, name: str = "secret_key", *, version: str = "") -> str:
    """A key made at the first start and kept beside the embedded database."""
    path = instance / name
    if not path.exists():
        draft = instance / f"{name}.{os.getpid()}"
        with open(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(version + secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first: its key stands, whole
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
