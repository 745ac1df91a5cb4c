"""An officer's posts: the receiver is appointed where he may not yet do what they allow."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.access import Role, covers
from app.accounts import Membership
from app.handovers.duties import Duty, Piece, Transfer, register
from app.handovers.refusals import OwnAppointment
from app.units import Unit


def posts(account_id: int, unit: Unit) -> Sequence[Piece]:
    """His live posts at this unit and below."""
    return [
        Piece(post.id, post.role_name, post.unit.name, post.unit_id, post.unit_path)
        for post in Membership.of_account(account_id, unit.path)
    ]


def give(pieces: Sequence[Piece], transfer: Transfer) -> int:
    """Appoint the receiver where he lacks something; whether the posts end is said elsewhere."""
    wanted = {piece.subject_id for piece in pieces}
    unit, receiver = transfer.unit, transfer.receiver
    given = Membership.of_account(transfer.giver.account_id, unit.path)
    held = Membership.of_account(receiver.account_id, unit.path)
    for post in given:
        roles = [Role(one.role) for one in held if one.unit_id == post.unit_id]
        if post.id in wanted and not any(covers(role, Role(post.role)) for role in roles):
            if receiver.account_id == transfer.by:
                raise OwnAppointment()
            receiver.hold_also(post, by=transfer.by, at=transfer.at)
    return sum(post.id in wanted for post in given)


register(Duty("post", _l("Nhiệm vụ, vai trò"), posts, give, of_people=True))
