"""What pages of rooms below say of requests: lists, initiatives, and their forms ask for it."""

from typing import Any

from flask import g

from app.access import Permission
from app.initiatives import Initiative
from app.intake import Batch
from app.support.entering import entered_for
from app.support.files import RequestFile
from app.support.looking import read_at
from app.support.made import Made
from app.support.models import Request
from app.support.room import room


def asked_about(batch: Batch) -> list[Request]:
    """The requests that a list is about."""
    return Made.about(batch) if _may_look() else []


def request_behind(initiative: Initiative) -> Made | None:
    """For which request an initiative was entered."""
    return Made.behind(initiative) if _may_look() else None


@room.app_context_processor
def _panels() -> dict[str, Any]:
    return {
        "asked_about": asked_about,
        "entered_for": entered_for,
        "read_at": read_at,
        "request_behind": request_behind,
        "sent_with": RequestFile.of,
    }


def _may_look() -> bool:
    return Permission.VIEW in g.get("rights", ())
