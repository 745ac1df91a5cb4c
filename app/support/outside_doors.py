"""What the request of a visitor may read and write who asks for help, or reads the answers."""

from app.tenancy import Opening

# Handed down, or the unit's own face.
SHOWN = {"unit", "unit_kind"}
# Who answers, and when: by the roster and the calendar of the unit's line.
ROUTING = {"duty", "support_team", "quiet_hours", "own_day"}
ASKED = {"request", "request_step", "message", "request_file"}

LOOKING = Opening(reads=frozenset({*SHOWN, "unit_link", "request"}))
ASKING = Opening(
    reads=frozenset({*SHOWN, "unit_link", *ROUTING, "request", "request_file"}),
    writes=frozenset({*ASKED, "journal_line"}),
)


def following(code: str) -> Opening:
    """One request, and what is said to all with its obstacle."""
    reads = frozenset({*SHOWN, "request", "obstacle_answer"})
    return Opening(reads=reads, only=("request", "code", code))


def adding(code: str) -> Opening:
    """One request, to say more about it."""
    return Opening(
        reads=frozenset({*SHOWN, *ROUTING, "request", "obstacle_answer"}),
        writes=frozenset({"request", "request_step", "message", "journal_line"}),
        only=("request", "code", code),
    )


def said_of(request_id: int) -> Opening:
    """What was said about that request."""
    reads = frozenset({"unit", "message"})
    return Opening(reads=reads, only=("message", "request_id", request_id))
