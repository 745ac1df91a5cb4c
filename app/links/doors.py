"""What a visitor's request may read and write: by a link, and by a receipt."""

from app.tenancy import Opening

# Handed down, or the unit's own face: what the form says.
SHOWN = {
    *("unit", "unit_kind", "programme", "stage", "cutoff", "target_group", "consent_text"),
    "review_step",
}
# Written for one initiative; what of it is read again is found by that initiative's own id.
HANDED_IN = {"initiative", "author", "consent", "attachment"}
# Written and never read.
COUNTED = {"move", "tally", "tally_day", "journal_line"}

LOOKING = Opening(reads=frozenset({*SHOWN, "unit_link", "link_submission"}))
SENDING = Opening(
    reads=LOOKING.reads | {"person", "misplaced"} | HANDED_IN,
    writes=frozenset({"link_submission", "person", "misplaced"} | HANDED_IN | COUNTED),
)
# Where what was written here lies now.
FORWARDED = Opening(reads=frozenset({"forwarding"}))


def following(code: str) -> Opening:
    """One initiative and how it stands."""
    return Opening(
        reads=frozenset({"unit", "unit_kind", "stage", "initiative", "author", "person"}),
        only=("initiative", "code", code),
    )


def said_of(initiative_id: int) -> Opening:
    """What was said of that initiative, with its reasons."""
    return Opening(
        reads=frozenset({"unit", "initiative", "review", "review_reason", "reason_code"}),
        only=("review", "initiative_id", initiative_id),
    )
