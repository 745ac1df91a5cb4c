"""Handing over: what an officer has in hand goes to another with one signed list."""

from app.handovers import desk as desk
from app.handovers import looking_after as looking_after
from app.handovers import posts as posts
from app.handovers.duties import Duty, Piece, Transfer, register
from app.handovers.models import HandOver, HandOverItem

__all__ = ["Duty", "HandOver", "HandOverItem", "Piece", "Transfer", "register"]
