"""Support: a unit asks from the page it is stuck on, and the nearest desk on duty answers."""

from app.support import climbing as climbing
from app.support.duties import Duty, SupportTeam
from app.support.files import RequestFile
from app.support.inside import Assignment, InternalNote
from app.support.knowledge import Article, CannedAnswer, ObstacleAnswer
from app.support.models import Asked, Request, Where
from app.support.states import State
from app.support.ties import Tie

__all__ = [
    "Article",
    "Asked",
    "Assignment",
    "CannedAnswer",
    "Duty",
    "InternalNote",
    "ObstacleAnswer",
    "Request",
    "RequestFile",
    "State",
    "SupportTeam",
    "Tie",
    "Where",
]
