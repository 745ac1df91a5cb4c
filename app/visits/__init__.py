"""Visits: a working group (Đoàn công tác) meets a unit that lags, and what was promised there."""

from app.visits import reminding as reminding
from app.visits import showing as showing
from app.visits import stories as stories
from app.visits.commitments import Commitment
from app.visits.copies import CommitmentCopy
from app.visits.groups import WorkingGroup
from app.visits.members import GroupMember
from app.visits.models import Visit
from app.visits.notes import VisitNote
from app.visits.proposing import Proposal, proposals
from app.visits.standing import NOTHING, Standing, anything, standing

__all__ = [
    "NOTHING",
    "Commitment",
    "CommitmentCopy",
    "GroupMember",
    "Proposal",
    "Standing",
    "Visit",
    "VisitNote",
    "WorkingGroup",
    "anything",
    "proposals",
    "standing",
]
