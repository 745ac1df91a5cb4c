"""The addresses of the room; each module has those of one kind of work."""

from app.quotas import (
    check_routes,
    decision_routes,
    plan_routes,
    request_routes,
    revision_routes,
    rule_routes,
    sheet_routes,
    story_routes,
    table_routes,
)
from app.quotas.room import room

__all__ = [
    "check_routes",
    "decision_routes",
    "plan_routes",
    "request_routes",
    "revision_routes",
    "room",
    "rule_routes",
    "sheet_routes",
    "story_routes",
    "table_routes",
]
