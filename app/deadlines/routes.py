"""The addresses of the room; each module has those of one kind of work."""

from app.deadlines import (
    call_routes,
    ladder_routes,
    laggard_routes,
    reminder_routes,
    rule_routes,
    today_routes,
)
from app.deadlines.room import room

__all__ = [
    "call_routes",
    "ladder_routes",
    "laggard_routes",
    "reminder_routes",
    "room",
    "rule_routes",
    "today_routes",
]
