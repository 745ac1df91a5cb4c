"""Campaigns as units see them: those at a unit, and the board of one."""

from typing import Any

from flask import abort, g, request

from app import clock
from app.access import Permission
from app.campaigns.board import Board, board
from app.campaigns.curve import curve
from app.campaigns.message import message
from app.campaigns.models import Campaign, When
from app.campaigns.ranking import KEYS
from app.campaigns.room import room
from app.campaigns.strips import strips_at
from app.programmes import all_windows
from app.progress import DEFINITION_NOTES, DEFINITIONS
from app.web.pages import page_of
from app.web.rendering import render

__all__ = ["room"]


@room.get("/", access=Permission.VIEW)
def browse() -> Any:
    today = clock.today()
    return render(
        "campaigns/browse.html",
        running=strips_at(g.unit, all_windows(g.unit), today),
        page=page_of(Campaign.at_unit(g.unit)),
        owners={unit.id: unit.name for unit in [*g.above, g.unit]},
        today=today,
    )


@room.get("/<int:campaign_id>", access=Permission.VIEW)
def show(campaign_id: int) -> Any:
    found = board_of(seen(campaign_id))
    return render(
        "campaigns/show.html",
        **frame(found),
        chart=curve(found),
        text=message(found),
        keys=KEYS,
        changes=found.campaign.changes,
    )


@room.get("/<int:campaign_id>/paper", access=Permission.VIEW)
def paper(campaign_id: int) -> Any:
    return render("campaigns/paper.html", **frame(board_of(seen(campaign_id))))


def frame(found: Board) -> dict[str, Any]:
    """What both show of a board."""
    definition = found.campaign.definition
    return {
        "board": found,
        "campaign": found.campaign,
        "counted": DEFINITIONS[definition],
        "note": DEFINITION_NOTES[definition],
        "When": When,
    }


def board_of(campaign: Campaign) -> Board:
    """The board at this unit, ranked as the address asks."""
    window = campaign.window_at(g.unit) or abort(404)
    return board(campaign, g.unit, window, clock.now(), request.args.get("by", ""))


def seen(campaign_id: int) -> Campaign:
    """A campaign that this unit has part in."""
    return Campaign.seen_from(g.unit, campaign_id) or abort(404)


from app.campaigns import owner_routes  # noqa: E402, F401  (of this room too)
