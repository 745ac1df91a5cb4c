"""What an empty house begins with: the federation's ladder of four steps, at the root.

It rests until a person has read it and switches it on; each unit may lay one of its own.
"""

import datetime as dt

from app.access import Role
from app.deadlines.ladders import ABOVE, Ladder, Rung
from app.deadlines.words import Measure, StepKind
from app.units import Unit, rooted

NAME = "Nhắc nhở, gọi điện, công văn, Đoàn công tác"
STEPS = (
    Rung("Nhắc nhở", StepKind.REMIND, for_days=7),
    Rung("Gọi điện", StepKind.CALL, 5, Measure.POINTS, for_days=7, wait_days=7),
    Rung(
        "Công văn đôn đốc",
        StepKind.DISPATCH,
        10,
        Measure.POINTS,
        for_days=14,
        wait_days=10,
        told=(Role.LEADER.value,),
    ),
    Rung(
        "Đoàn công tác làm việc trực tiếp",
        StepKind.VISIT,
        20,
        Measure.POINTS,
        for_days=21,
        wait_days=14,
        acts=Role.LEADER,
        told=(ABOVE,),
    ),
)


@rooted.connect
def plant(root: Unit, *, at: dt.datetime) -> None:
    """Lay the ladder down, without a programme: it may hold for each that has none of its own."""
    Ladder.lay(root, programme=None, name=NAME, steps=STEPS, by=None, at=at)
