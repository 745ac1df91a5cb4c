"""What an officer can have in hand: each room registers its own kind of duty here.

    register(Duty("request", _l("Yêu cầu hỗ trợ"), held=open_requests, give=give_requests))

A list is frozen from what `held` says; then `give` moves just that, in the same transaction.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts import Membership
from app.units import Unit


@dataclass(frozen=True)
class Piece:
    """One thing that is handed over: a row, what it is called, and at which unit."""

    subject_id: int
    title: str
    detail: str
    unit_id: int
    unit_path: str


@dataclass(frozen=True)
class Transfer:
    """From whom to whom, at which unit; `by` signs, at the moment `at`."""

    giver: Membership
    receiver: Membership
    unit: Unit
    by: int
    at: dt.datetime


@dataclass(frozen=True)
class Duty:
    """A kind of things in hand.

    :param kind: its word in the code, kept in the list
    :param held: what an account has in hand in the subtree of a unit
    :param give: hand these over; how many of them were still there
    :param of_people: only who appoints people may hand it over
    """

    kind: str
    words: Any
    held: Callable[[int, Unit], Sequence[Piece]]
    give: Callable[[Sequence[Piece], Transfer], int]
    of_people: bool = False


DUTIES: dict[str, Duty] = {}


def register(duty: Duty) -> None:
    """Let hand-overs carry one more kind of duty."""
    DUTIES[duty.kind] = duty
