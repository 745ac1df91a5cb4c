"""Support: a unit asks from the page it is stuck on, and the nearest desk on duty answers."""

from app.support import climbing as climbing
from app.support import digests as digests
from app.support import handing as handing
from app.support import leaving as leaving
from app.support.answered import ObstacleReading, anything, unread
from app.support.asked import Asked, Sent, Where
from app.support.duties import Duty, SupportTeam
from app.support.files import RequestFile
from app.support.inside import Assignment, InternalNote, Tie
from app.support.knowledge import Article, CannedAnswer, ObstacleAnswer
from app.support.made import Made
from app.support.models import Request
from app.support.states import State

__all__ = [
    "Article",
    "Asked",
    "Assignment",
    "CannedAnswer",
    "Duty",
    "InternalNote",
    "Made",
    "ObstacleAnswer",
    "ObstacleReading",
    "Request",
    "RequestFile",
    "Sent",
    "State",
    "SupportTeam",
    "Tie",
    "Where",
    "anything",
    "unread",
]

STARTS = ("app.support.outside",)
