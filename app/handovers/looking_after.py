"""The units an officer looks after for his own. A leader's go only with the post of a leader."""

from collections.abc import Callable, Sequence

from flask_babel import lazy_gettext as _l

from app.handovers.duties import Duty, Piece, Transfer, register
from app.progress import Charge
from app.units import Unit


def held_as(role: str) -> Callable[[int, Unit], Sequence[Piece]]:
    """Charges of this very unit: at another the receiver may have no post, and so none of them."""

    def held(account_id: int, unit: Unit) -> Sequence[Piece]:
        return [
            Piece(row.id, row.about.name, unit.name, row.unit_id, row.unit_path)
            for row in Charge.held_by(account_id, unit, role)
        ]

    return held


def give_as(role: str) -> Callable[[Sequence[Piece], Transfer], int]:
    def give(pieces: Sequence[Piece], transfer: Transfer) -> int:
        return Charge.hand_on(
            [piece.subject_id for piece in pieces],
            role,
            giver=transfer.giver.account_id,
            receiver=transfer.receiver.account_id,
            by=transfer.by,
            at=transfer.at,
        )

    return give


register(
    Duty("charge", _l("Đơn vị được phân công theo dõi"), held_as("officer"), give_as("officer"))
)
register(
    Duty(
        "charge_leader",
        _l("Đơn vị được phân công chỉ đạo"),
        held_as("leader"),
        give_as("leader"),
        of_people=True,
    )
)
