"""Sáng Kiến: the intranet of a trade-union federation's initiative programme."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

from app import clock, config, db, jobs, journal, worker
from app.web import errors, headers, rendering, room, settle, static, theme

ROOMS = (
    "units",
    "accounts",
    "notices",
    "mail",
    "programmes",
    "calendars",
    "initiatives",
    "quotas",
    "reviews",
    "progress",
    "clusters",
    "campaigns",
    "honours",
    "intake",
    "links",
    "similar",
    "misplaced",
    "portal",
    "exports",
    "handovers",
    "support",
    "deadlines",
    "visits",
    "privacy",
    "audit",
    "home",
    "demo",
)


def create_app(**settings: Any) -> Flask:
    """The application with all its rooms open. `settings` override the environment's."""
    app = Flask(__name__, template_folder=str(config.ROOT / "templates"))
    app.config.update(config.from_environment(), **settings)
    db.init_app(app)
    clock.init_app(app, newest=journal.newest_stamp)
    Babel(app)
    # Answers pass these from the last to the first: what is settled may be told to the worker.
    for part in (jobs, worker, room, rendering, static, headers, settle, errors):
        part.init_app(app)
    CSRFProtect(app)  # before the rooms: one of them has forms without a token
    app.register_blueprint(theme.room)
    for name in ROOMS:
        open_room(app, name)
    return app


def open_room(app: Flask, name: str) -> None:
    """Register what a room offers: addresses, commands, and what it does at start-up."""
    room = import_module(f"app.{name}")
    if find_spec(f"app.{name}.routes"):
        app.register_blueprint(import_module(f"app.{name}.routes").room)
    for start in getattr(room, "STARTS", ()):
        import_module(start).init_app(app)
