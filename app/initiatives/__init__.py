"""Initiatives: what members submit, how it stands, and the sums over it."""

from app.initiatives import own_checks as own_checks
from app.initiatives import rerouting as rerouting
from app.initiatives import starter as starter
from app.initiatives.attachments import Attachment
from app.initiatives.branches import BranchDay, BranchMark
from app.initiatives.bulk import Draft, hand_in_all
from app.initiatives.consent import Consent, ConsentMissing, ConsentWay
from app.initiatives.consent_texts import ConsentText, NotYourProgramme
from app.initiatives.filters import Filters
from app.initiatives.hands import hand_on, in_hands_of, put_in_hands
from app.initiatives.keys import same_key
from app.initiatives.lacking import Lacking, lacking_by
from app.initiatives.misplacing import Misplaced
from app.initiatives.models import SUMMARY_MOST, TITLE_MOST, Initiative
from app.initiatives.moving import (
    UNDO_FOR,
    CannotDoNow,
    ChangedMeanwhile,
    TooEarly,
    TooLate,
)
from app.initiatives.on_portal import PortalCodeTaken, TakenOver, portal_code
from app.initiatives.people import Author, Identified, Person
from app.initiatives.prechecks import Case, Check, CheckLevel, checks_of, precheck
from app.initiatives.privacy import Erasure, erase, erased
from app.initiatives.receipts import new_code, plain_code, unit_of
from app.initiatives.relocating import Forwarding, locked, relocate, relocating
from app.initiatives.retention import RetentionRule, Sweep, Term
from app.initiatives.revealing import MAY_REVEAL, Reveal
from app.initiatives.scrubbing import Scrubbing
from app.initiatives.stands import (
    NO_BLOCK,
    UNPAPERED,
    BranchCell,
    BranchPart,
    block_of,
    registered,
)
from app.initiatives.states import (
    COUNTED_BY,
    DECIDED,
    PENDING,
    RECOGNITIONS,
    Act,
    Recognition,
    State,
    Way,
    status_of,
)
from app.initiatives.summing import added
from app.initiatives.tallies import SUMS, Move, Standing, Tally, TallyDay
from app.initiatives.values import rows_among, rows_of, values_of
from app.initiatives.writing import opened, written

__all__ = [
    "COUNTED_BY",
    "DECIDED",
    "MAY_REVEAL",
    "NO_BLOCK",
    "PENDING",
    "RECOGNITIONS",
    "SUMMARY_MOST",
    "SUMS",
    "TITLE_MOST",
    "UNDO_FOR",
    "UNPAPERED",
    "Act",
    "Attachment",
    "Author",
    "BranchCell",
    "BranchDay",
    "BranchMark",
    "BranchPart",
    "CannotDoNow",
    "Case",
    "ChangedMeanwhile",
    "Check",
    "CheckLevel",
    "Consent",
    "ConsentMissing",
    "ConsentText",
    "ConsentWay",
    "Draft",
    "Erasure",
    "Filters",
    "Forwarding",
    "Identified",
    "Initiative",
    "Lacking",
    "Misplaced",
    "Move",
    "NotYourProgramme",
    "Person",
    "PortalCodeTaken",
    "Recognition",
    "RetentionRule",
    "Reveal",
    "Scrubbing",
    "Standing",
    "State",
    "Sweep",
    "TakenOver",
    "Tally",
    "TallyDay",
    "Term",
    "TooEarly",
    "TooLate",
    "Way",
    "added",
    "block_of",
    "checks_of",
    "erase",
    "erased",
    "hand_in_all",
    "hand_on",
    "in_hands_of",
    "lacking_by",
    "locked",
    "new_code",
    "opened",
    "plain_code",
    "portal_code",
    "precheck",
    "put_in_hands",
    "registered",
    "relocate",
    "relocating",
    "rows_among",
    "rows_of",
    "same_key",
    "status_of",
    "unit_of",
    "values_of",
    "written",
]

STARTS = ("app.initiatives.commands", "app.initiatives.privacy_commands")
