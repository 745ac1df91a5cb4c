"""Taking one wall away, to see that the other one stands by itself."""

import re

import pytest
from flask import Flask

from app.tenancy import ScopedSession, role, statements, wall

NOTHING = re.compile(r"(?!)")


def lower_wall_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """No statement is narrowed and nothing is refused, as if every hook had been forgotten."""
    monkeypatch.setattr(statements, "criteria", lambda *_: iter(()))
    monkeypatch.setattr(statements, "inside", lambda *_: iter(()))
    monkeypatch.setattr(statements, "check_insert", lambda *_: None)
    monkeypatch.setattr(statements, "check_bulk", lambda *_: None)
    monkeypatch.setattr(statements, "check_parts", lambda *_: None)
    monkeypatch.setattr(statements, "check_reads_nothing", lambda *_: None)
    monkeypatch.setattr(statements, "walled_tables", lambda: (NOTHING, NOTHING, NOTHING))
    monkeypatch.setattr(wall, "_check_rows", lambda *_: None)
    monkeypatch.setattr(ScopedSession, "must_hold", lambda *_: None)
    monkeypatch.setattr(ScopedSession, "must_read", lambda *_: None)


def lower_wall_two(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    """The application is let serve as the superuser; nothing to do on SQLite."""
    if app.config["DATABASE_OWNER_URI"]:
        monkeypatch.setattr(role, "check", lambda *_: None)
