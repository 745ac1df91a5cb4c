"""Handing over, in one transaction: the list is frozen, then all of it moves."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app import journal
from app.access import Permission
from app.accounts import Membership
from app.db import db, insert_all
from app.handovers.duties import DUTIES, Duty, Piece, Transfer
from app.handovers.models import HandOver, HandOverItem
from app.handovers.refusals import HasLeft, ListChanged, NothingInHand, ReceiverLeft
from app.notices import Notice
from app.tenancy import part_of
from app.units import Unit

ONE_CLICK = dt.timedelta(minutes=10)
"""Posts stay where they are unless they are ended: sent again so soon, it is a second click."""


@dataclass(frozen=True)
class Estate:
    """All that somebody has in hand at a unit and below, kind by kind."""

    giver: Membership
    unit: Unit
    whole: bool
    held: Sequence[tuple[Duty, Sequence[Piece]]]

    @classmethod
    def of(cls, giver: Membership, unit: Unit, *, by: int) -> "Estate":
        """As `by` may hand it over: of himself the desk alone, of others the posts as well."""
        whole = giver.account_id != by
        duties = [duty for duty in DUTIES.values() if whole or not duty.of_people]
        held = [(duty, duty.held(giver.account_id, unit)) for duty in duties]
        return cls(giver, unit, whole, [(duty, pieces) for duty, pieces in held if pieces])

    @property
    def digest(self) -> str:
        """What the list is known by: another one, if a single piece comes or goes."""
        said = [f"{duty.kind}:{piece.subject_id}" for duty, some in self.held for piece in some]
        return hashlib.sha256(" ".join(sorted(said)).encode()).hexdigest()

    @property
    def size(self) -> int:
        return sum(len(pieces) for _duty, pieces in self.held)

    def receivers(self) -> list[Membership]:
        """Who may take it: anybody with a post here, or for a mere desk who may work on it."""
        if self.whole:
            wanted = Permission.VIEW
        else:
            at_desk = any(duty.kind == "desk" for duty, _pieces in self.held)
            wanted = Permission.CONFIRM if at_desk else Permission.ENTER
        posts = Membership.holding(self.unit, wanted)
        return [post for post in posts if post.account_id != self.giver.account_id]


@dataclass(frozen=True)
class Terms:
    """What is said with a hand-over. `digest` is that of the list as it was read."""

    reason: str
    document: str | None
    end_posts: bool
    digest: str


def hand_over(
    giver: Membership,
    receiver_id: int,
    unit: Unit,
    terms: Terms,
    *,
    by: int,
    signed_by: str,
    at: dt.datetime,
) -> HandOver:
    """Hand over all that somebody has in hand to another at the same unit. Twice is once.

    :param receiver_id: an account
    :raises HasLeft: the giver has no post here any more
    :raises ReceiverLeft: the receiver has none, or not one that allows to work on it
    :raises NothingInHand: there is nothing
    :raises ListChanged: it is not what was read
    :raises OwnAppointment: a manager would give a role to himself
    """
    Membership.hold_still([giver.account_id, receiver_id], unit)
    done = HandOver.known(giver.account_id, receiver_id, terms.digest)
    estate = Estate.of(giver, unit, by=by)
    if done is not None and _is_done(done, estate, terms, at):
        return done
    if giver.until is not None:
        raise HasLeft()
    receiver = next((r for r in estate.receivers() if r.account_id == receiver_id), None)
    if receiver is None:
        raise ReceiverLeft()
    if estate.digest != terms.digest:
        raise ListChanged()
    if not estate.size:
        raise NothingInHand()
    transfer = Transfer(giver, receiver, unit, by, at)
    signed = _write(estate, transfer, terms, signed_by)
    for duty, pieces in estate.held:
        if duty.give(pieces, transfer) != len(pieces):
            raise ListChanged()
    if signed.ended:
        for post in Membership.of_account(giver.account_id, unit.path):
            post.end(by=by, at=at)
    _tell(signed, by, at)
    return signed


def _is_done(done: HandOver, estate: Estate, terms: Terms, at: dt.datetime) -> bool:
    """Whether a hand-over is this very one: a second click, not the same things a second time."""
    if estate.giver.until is not None or estate.digest != terms.digest:
        return True
    only_posts = all(duty.of_people for duty, _pieces in estate.held)
    return only_posts and at - done.at < ONE_CLICK and done.ended >= terms.end_posts


def _write(estate: Estate, transfer: Transfer, terms: Terms, signed_by: str) -> HandOver:
    giver, receiver = transfer.giver, transfer.receiver
    signed = HandOver(
        **part_of(giver),
        giver_id=giver.account_id,
        giver=giver.full_name,
        giver_office=giver.office,
        receiver_id=receiver.account_id,
        receiver=receiver.full_name,
        receiver_office=receiver.office,
        reason=terms.reason,
        document=terms.document,
        ended=terms.end_posts and estate.whole,
        digest=estate.digest,
        pieces=estate.size,
        by_id=transfer.by,
        signed_by=signed_by,
        at=transfer.at,
    )
    db.session.add(signed)
    db.session.flush()
    rows = [
        {
            **part_of(signed),
            "hand_over_id": signed.id,
            "kind": duty.kind,
            "subject_id": piece.subject_id,
            "title": piece.title,
            "detail": piece.detail,
        }
        for duty, pieces in estate.held
        for piece in pieces
    ]
    insert_all(HandOverItem, rows)
    journal.record("hand_over.write", signed, by=transfer.by, at=transfer.at)
    return signed


def _tell(signed: HandOver, by: int, at: dt.datetime) -> None:
    """The receiver hears of it; the unit above him need not."""
    Notice.send(
        signed.unit,
        sender=signed.unit,
        account_id=signed.receiver_id,
        title=_("Đồng chí nhận bàn giao từ đồng chí %(name)s", name=signed.giver),
        body=_("Lý do: %(reason)s", reason=signed.reason),
        link=f"/u/{signed.unit_id}/handovers/{signed.id}",
        by=by,
        at=at,
    )
