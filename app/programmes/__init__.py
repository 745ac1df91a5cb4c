"""Programmes, their stages and windows, cut-offs, target groups and reason codes."""

from app.programmes.cutoffs import Cutoff, Extension
from app.programmes.models import Programme, Stage, TargetGroup
from app.programmes.reasons import ReasonCode
from app.programmes.steps import (
    ImpossibleRoute,
    ReviewStep,
    Step,
    Stop,
    Task,
    Where,
    place_words,
    stops,
    stops_of,
)
from app.programmes.windows import Window, all_windows, chosen, running, tabs, windows, windows_of

__all__ = [
    "Cutoff",
    "Extension",
    "ImpossibleRoute",
    "Programme",
    "ReasonCode",
    "ReviewStep",
    "Stage",
    "Step",
    "Stop",
    "TargetGroup",
    "Task",
    "Where",
    "Window",
    "all_windows",
    "chosen",
    "place_words",
    "running",
    "stops",
    "stops_of",
    "tabs",
    "windows",
    "windows_of",
]
