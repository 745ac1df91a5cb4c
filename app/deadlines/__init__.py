"""From a reminder to the working group: what units are urged with, by rule and step by step."""

from app.deadlines import run as run
from app.deadlines import showing as showing
from app.deadlines import starter as starter
from app.deadlines.behind import Behind
from app.deadlines.calls import Call
from app.deadlines.escalations import Escalation
from app.deadlines.ladders import ABOVE, Ladder, LadderStep, Rung
from app.deadlines.previewing import Foreseen, Preview, preview
from app.deadlines.reminders import Became, Judged, Reminder
from app.deadlines.rules import Reminding
from app.deadlines.runs import DailyRun
from app.deadlines.stories import Event, tells
from app.deadlines.words import Measure, Outcome, Reach, StepKind, Way, Who

__all__ = [
    "ABOVE",
    "Became",
    "Behind",
    "Call",
    "DailyRun",
    "Escalation",
    "Event",
    "Foreseen",
    "Judged",
    "Ladder",
    "LadderStep",
    "Measure",
    "Outcome",
    "Preview",
    "Reach",
    "Reminder",
    "Reminding",
    "Rung",
    "StepKind",
    "Way",
    "Who",
    "preview",
    "tells",
]

STARTS = ("app.deadlines.commands",)
