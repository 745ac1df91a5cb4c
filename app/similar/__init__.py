"""Initiatives that are much alike: found by the worker, shown while typing, decided by officers."""

from app.similar import checks as checks
from app.similar import comparing as comparing
from app.similar import files as files
from app.similar.models import FILE, TEXT, Signature, Similar
from app.similar.verdicts import Verdict

__all__ = ["FILE", "TEXT", "Signature", "Similar", "Verdict"]
