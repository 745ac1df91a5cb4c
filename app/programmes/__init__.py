"""Programmes, their stages and windows, cut-offs, target groups and reason codes."""

from app.programmes.models import Cutoff, Programme, ReasonCode, Stage, TargetGroup
from app.programmes.windows import Window, all_windows, chosen, running, tabs, windows, windows_of

__all__ = [
    "Cutoff",
    "Programme",
    "ReasonCode",
    "Stage",
    "TargetGroup",
    "Window",
    "all_windows",
    "chosen",
    "running",
    "tabs",
    "windows",
    "windows_of",
]
